package org.wordsight.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder of a local or mounted disk. A file is written under another name, forced to disk, and
 * then moved to its name in one step. A file that must be new is linked to its name, which fails if
 * the name exists. Copies are links too, since files never change in place.
 */
public final class LocalStorage implements Storage {
  private final Path root;
  private final Path unfinished;

  private LocalStorage(Path root, String unfinished) {
    this.root = root.toAbsolutePath().normalize();
    this.unfinished = this.root.resolve(unfinished);
  }

  /** The store of a warehouse's folder, which need not exist yet. */
  public static LocalStorage of(Path root) {
    return new LocalStorage(root, UNFINISHED);
  }

  /** The store of a user's folder. It leaves only the files that are put. */
  public static LocalStorage ofPlainFolder(Path root) {
    return new LocalStorage(root, "");
  }

  @Override
  public String root() {
    return root.toString();
  }

  @Override
  public String location(String name) {
    return root.resolve(name).toString();
  }

  @Override
  public InputStream open(String name) throws IOException {
    try {
      return Files.newInputStream(root.resolve(name));
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(name);
    }
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    Path written = written(content);
    moveOver(written, name);
  }

  @Override
  public void put(String name, Path localFile) throws IOException {
    Path written = unfinished();
    try {
      Files.copy(localFile, written);
      force(written);
    } catch (IOException e) {
      Files.deleteIfExists(written);
      throw e;
    }

    moveOver(written, name);
  }

  @Override
  public void copy(String from, String to) throws IOException {
    Path source = root.resolve(from);
    force(source);
    Path written = unfinished();
    try {
      Files.createLink(written, source);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (e instanceof NoSuchFileException) {
        throw new FileNotFoundException(from);
      }
      // The disk has no links, so the content itself is copied.
      put(to, source);
      return;
    }

    moveOver(written, to);
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) throws IOException {
    Path target = root.resolve(name);
    Files.createDirectories(target.getParent());
    Path written = written(content);
    try {
      Files.createLink(target, written);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // The disk has no links, so the name is taken before its content is written.
      return createNew(target, content);
    } finally {
      Files.deleteIfExists(written);
    }

    forceFolder(target.getParent());
    return true;
  }

  private static boolean createNew(Path target, byte[] content) throws IOException {
    try {
      Files.write(
          target,
          content,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root.resolve(folder),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              // Hadoop's checksum files and hidden files of other programs do not count.
              if (attributes.isRegularFile() && !file.getFileName().toString().startsWith(".")) {
                files.add(stored(file, attributes));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // The file was deleted while the folder was read.
              }
              throw e;
            }
          });
    } catch (NotDirectoryException e) {
      return List.of();
    }

    files.sort(Comparator.comparing(StoredFile::name));
    return files;
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve(folder))) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  @Override
  public Optional<StoredFile> find(String name) throws IOException {
    Path file = root.resolve(name);
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() ? Optional.of(stored(file, attributes)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private StoredFile stored(Path file, BasicFileAttributes attributes) {
    return new StoredFile(
        root.relativize(file).toString(),
        attributes.size(),
        attributes.lastModifiedTime().toInstant());
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(root.resolve(name));
  }

  @Override
  public void deleteFolder(String folder) throws IOException {
    Path top = root.resolve(folder);
    if (!Files.exists(top)) {
      return;
    }

    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Path unfinished() throws IOException {
    Files.createDirectories(unfinished);
    return unfinished.resolve(".unfinished-" + UUID.randomUUID());
  }

  private Path written(byte[] content) throws IOException {
    Path file = unfinished();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }

    return file;
  }

  private void moveOver(Path written, String name) throws IOException {
    Path target = root.resolve(name);
    try {
      Files.createDirectories(target.getParent());
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // The file is still there if the move failed, or if both names were links to one file.
      Files.deleteIfExists(written);
    }

    forceFolder(target.getParent());
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(file.toString());
    }
  }

  /** Forces a folder to disk, so that its names survive a loss of power. */
  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
