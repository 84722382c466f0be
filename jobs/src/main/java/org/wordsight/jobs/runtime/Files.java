package org.wordsight.jobs.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** Files that appear whole or not at all, on any file system that Hadoop knows. */
public final class Files {
  private final FileSystem fileSystem;

  /** A local file system is used raw: its checksum files can be left behind by a kill. */
  public Files(FileSystem fileSystem) {
    this.fileSystem =
        fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  boolean isLocal() {
    return fileSystem.getUri().getScheme().equals("file");
  }

  void makeFolder(Path folder) throws IOException {
    if (!fileSystem.mkdirs(folder)) {
      throw new IOException(folder.toUri().getPath() + " is not a folder that can be made");
    }
  }

  /** Writes a temporary file to the disk itself, then gives it its name, replacing another. */
  public void writeWhole(Path path, byte[] bytes) throws IOException {
    makeFolder(path.getParent());
    Path temporary = new Path(path.getParent(), "." + path.getName() + "." + UUID.randomUUID());
    try {
      try (FSDataOutputStream out = fileSystem.create(temporary, false)) {
        out.write(bytes);
        out.hsync();
      }

      replace(temporary, path);
    } catch (IOException e) {
      fileSystem.delete(temporary, false);
      throw e;
    }
  }

  /**
   * Writes a file where there is none; of several that try, from whatever host, one alone does.
   *
   * @return whether it was this one
   */
  boolean writeNew(Path path, byte[] bytes) throws IOException {
    try (OutputStream out = isLocal() ? newLocal(path) : fileSystem.create(path, false)) {
      out.write(bytes);
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      // Half a file would keep everybody else out.
      delete(path);
      throw e;
    }

    return true;
  }

  /** Hadoop's raw local files look first and create then: two could do so at once. */
  private static OutputStream newLocal(Path path) throws IOException {
    return java.nio.file.Files.newOutputStream(
        java.nio.file.Path.of(path.toUri().getPath()),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE,
        StandardOpenOption.DSYNC);
  }

  Optional<byte[]> readWhole(Path path) throws IOException {
    try (InputStream in = fileSystem.open(path)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Renames a file over another, atomically where the file system can. */
  void replace(Path from, Path to) throws IOException {
    if (isLocal()) {
      rename(from, to);
    } else {
      FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
          .rename(from, to, Options.Rename.OVERWRITE);
    }
  }

  void rename(Path from, Path to) throws IOException {
    if (!fileSystem.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  boolean exists(Path path) throws IOException {
    return fileSystem.exists(path);
  }

  /** Deletes a file or a folder with all it holds; nothing happens where there is none. */
  void delete(Path path) throws IOException {
    if (!fileSystem.delete(path, true) && fileSystem.exists(path)) {
      throw new IOException("cannot delete " + path);
    }
  }

  void copy(Path from, Path to) throws IOException {
    FileUtil.copy(fileSystem, from, fileSystem, to, false, fileSystem.getConf());
  }

  /** The names of the files in a folder that do not begin with a dot, sorted; none without it. */
  List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus file : fileSystem.listStatus(folder)) {
        if (!file.getPath().getName().startsWith(".")) {
          names.add(file.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }

    names.sort(null);
    return names;
  }
}
