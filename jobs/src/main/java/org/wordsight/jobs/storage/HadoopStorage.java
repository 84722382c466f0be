package org.wordsight.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/** What all stores behind Hadoop share: reading, listing and deleting. */
abstract class HadoopStorage implements Storage {
  private final FileSystem fileSystem;
  private final Path root;

  HadoopStorage(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = fileSystem.makeQualified(root);
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  /** The file system that new files are put by. */
  FileSystem writer() {
    return fileSystem;
  }

  @Override
  public String root() {
    return root.toString();
  }

  @Override
  public String location(String name) {
    return path(name).toString();
  }

  Path path(String name) {
    return name.isEmpty() ? root : new Path(root, name);
  }

  @Override
  public InputStream open(String name) throws IOException {
    return fileSystem.open(path(name));
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    put(name, out -> out.write(content));
  }

  @Override
  public void put(String name, java.nio.file.Path localFile) throws IOException {
    put(name, out -> Files.copy(localFile, out));
  }

  @Override
  public void copy(String from, String to) throws IOException {
    try (InputStream in = open(from)) {
      put(to, out -> in.transferTo(out));
    }
  }

  /** Writes the content of a file. */
  interface Content {
    void writeTo(FSDataOutputStream out) throws IOException;
  }

  abstract void put(String name, Content content) throws IOException;

  /** Creates a file. Where its content cannot be written to the end, the file does not stay. */
  void create(Path path, boolean overwrite, Content content) throws IOException {
    FSDataOutputStream out = writer().create(path, overwrite);
    try {
      content.writeTo(out);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException | RuntimeException e) {
      abandon(out, path, e);
      throw e;
    }

    out.close();
  }

  /** An object store would take the unfinished file for whole if its stream were closed. */
  private void abandon(FSDataOutputStream out, Path path, Exception failure) {
    try {
      if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      } else {
        out.close();
        fileSystem.delete(path, false);
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(path(folder), true);
      while (found.hasNext()) {
        files.add(stored(found.next()));
      }
    } catch (FileNotFoundException e) {
      // The folder does not exist, or was deleted while it was read. Files seen so far count.
    }

    files.sort(Comparator.comparing(StoredFile::name));
    return files;
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    try {
      return Arrays.stream(fileSystem.listStatus(path(folder)))
          .filter(FileStatus::isDirectory)
          .map(status -> status.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  @Override
  public Optional<StoredFile> find(String name) throws IOException {
    try {
      FileStatus status = fileSystem.getFileStatus(path(name));
      return status.isFile() ? Optional.of(stored(status)) : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private StoredFile stored(FileStatus status) {
    String name = root.toUri().relativize(status.getPath().toUri()).getPath();
    return new StoredFile(
        name, status.getLen(), Instant.ofEpochMilli(status.getModificationTime()));
  }

  @Override
  public void delete(String name) throws IOException {
    Path path = path(name);
    if (!fileSystem.delete(path, false) && fileSystem.exists(path)) {
      throw new IOException("cannot delete " + path);
    }
  }

  @Override
  public void deleteFolder(String folder) throws IOException {
    Path path = path(folder);
    if (!fileSystem.delete(path, true) && fileSystem.exists(path)) {
      throw new IOException("cannot delete " + path);
    }
  }
}
