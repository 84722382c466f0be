package org.wordsight.jobs.query;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;

/**
 * The folders with the files that a query may read by their path. Paths are read as Spark reads
 * them: with Hadoop's patterns and schemes, and relative to the working directory. Links are
 * followed before paths are compared, also links inside a folder.
 */
public final class ReadableFolders {
  private static final String PATTERN_CHARACTERS = "{}[]*?\\";

  private final Configuration hadoop;
  private final List<Path> folders;

  private ReadableFolders(Configuration hadoop, List<Path> folders) {
    this.hadoop = hadoop;
    this.folders = folders;
  }

  /**
   * The warehouse, and the folders of {@code --files}.
   *
   * @throws WordsightException exit code 2 where one of the added folders is not a folder
   */
  public static ReadableFolders of(String warehouse, List<String> added, Configuration hadoop) {
    List<Path> folders = new ArrayList<>();
    try {
      folders.add(qualified(new Path(warehouse), hadoop));
    } catch (IOException | IllegalArgumentException e) {
      throw WordsightException.input(
          "Cannot open warehouse " + warehouse + ": " + IoReason.of(e) + ".", e);
    }

    for (String folder : added) {
      folders.add(folder(folder, hadoop));
    }

    return new ReadableFolders(hadoop, folders);
  }

  private static Path folder(String text, Configuration hadoop) {
    try {
      Path folder = qualified(new Path(text), hadoop);
      if (folder.getFileSystem(hadoop).getFileStatus(folder).isDirectory()) {
        return folder;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw WordsightException.usage(
          "Cannot read files: --files is "
              + text
              + ", expected a folder ("
              + IoReason.of(e)
              + "). Correct --files.");
    }

    throw WordsightException.usage(
        "Cannot read files: --files is " + text + ", expected a folder. Correct --files.");
  }

  /**
   * Makes sure that {@code format.`path`} names only files under these folders. Spark itself
   * reports files that do not exist.
   *
   * @throws WordsightException exit code 2 where it names other files
   */
  void require(String format, String path) {
    String source = format + ".`" + path + "`";
    try {
      Path named = new Path(path);
      if (!isOnAFileSystemOfOurs(named.toUri())) {
        throw outside(source, Optional.empty());
      }

      for (Path match : matches(named)) {
        requireUnder(source, match);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw WordsightException.usage(
          "Cannot run the query: it reads "
              + source
              + ", expected the path of a file that can be read ("
              + IoReason.of(e)
              + "). Correct the path.");
    }
  }

  /**
   * Whether the path is on the file system of an allowed folder. This is checked before the file
   * system is opened, since opening may already connect to another host.
   */
  private boolean isOnAFileSystemOfOurs(URI named) {
    URI standard = FileSystem.getDefaultUri(hadoop);
    String scheme = Objects.requireNonNullElse(named.getScheme(), standard.getScheme());
    String authority = named.getScheme() == null ? standard.getAuthority() : named.getAuthority();
    return folders.stream()
        .map(Path::toUri)
        .anyMatch(
            folder ->
                scheme.equalsIgnoreCase(folder.getScheme())
                    && Objects.requireNonNullElse(authority, "")
                        .equalsIgnoreCase(Objects.requireNonNullElse(folder.getAuthority(), "")));
  }

  private List<Path> matches(Path named) throws IOException {
    Path path = qualified(named, hadoop);
    FileSystem fileSystem = path.getFileSystem(hadoop);
    boolean pattern = path.toString().chars().anyMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0);
    if (!pattern) {
      return fileSystem.exists(path) ? List.of(path) : List.of();
    }

    FileStatus[] found = fileSystem.globStatus(path);
    return found == null ? List.of() : Stream.of(found).map(FileStatus::getPath).toList();
  }

  private void requireUnder(String source, Path path) throws IOException {
    if (!path.toUri().getScheme().equals("file")) {
      if (folders.stream().noneMatch(folder -> isUnder(path, folder))) {
        throw outside(source, Optional.empty());
      }

      return;
    }

    List<java.nio.file.Path> allowed = new ArrayList<>();
    for (Path folder : folders) {
      java.nio.file.Path local = java.nio.file.Path.of(folder.toUri().getPath());
      if (folder.toUri().getScheme().equals("file") && Files.exists(local)) {
        allowed.add(local.toRealPath());
      }
    }

    requireUnder(source, java.nio.file.Path.of(path.toUri().getPath()), allowed);
  }

  private void requireUnder(
      String source, java.nio.file.Path path, List<java.nio.file.Path> allowed) throws IOException {
    requireReal(source, path.toRealPath(), allowed);
    try (Stream<java.nio.file.Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      for (java.nio.file.Path file : (Iterable<java.nio.file.Path>) files::iterator) {
        java.nio.file.Path real = file.toRealPath();
        requireReal(source, real, allowed);
        if (!Files.isDirectory(real) && !Files.isRegularFile(real)) {
          // Reading a pipe or a device may never end.
          throw WordsightException.usage(
              "Cannot run the query: it reads "
                  + source
                  + ", which holds "
                  + real
                  + ", expected regular files. Take it away, or name the files.");
        }
      }
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void requireReal(
      String source, java.nio.file.Path real, List<java.nio.file.Path> allowed) {
    if (allowed.stream().noneMatch(real::startsWith)) {
      throw outside(source, Optional.of(real));
    }
  }

  private static boolean isUnder(Path path, Path folder) {
    URI inner = path.toUri();
    URI outer = folder.toUri();
    return inner.getScheme().equalsIgnoreCase(outer.getScheme())
        && Objects.equals(inner.getAuthority(), outer.getAuthority())
        && (inner.getPath() + "/").startsWith(outer.getPath().replaceFirst("/*$", "/"));
  }

  private WordsightException outside(String source, Optional<java.nio.file.Path> real) {
    return WordsightException.usage(
        "Cannot run the query: it reads "
            + source
            + real.map(path -> " (" + path + ")").orElse("")
            + ", expected a table, or a file under "
            + folders.stream().map(ReadableFolders::shown).collect(Collectors.joining(", "))
            + ". Add --files FOLDER to read the files of another folder.");
  }

  private static String shown(Path folder) {
    return folder.toUri().getScheme().equals("file") ? folder.toUri().getPath() : folder.toString();
  }

  private static Path qualified(Path path, Configuration hadoop) throws IOException {
    return path.getFileSystem(hadoop).makeQualified(path);
  }
}
