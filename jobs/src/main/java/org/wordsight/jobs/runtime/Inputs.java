package org.wordsight.jobs.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.wordsight.config.Location;
import org.wordsight.config.ModelConfig;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.storage.NodeCache;
import org.wordsight.jobs.storage.Storages;
import org.wordsight.storage.StoredFile;

/**
 * Local paths of the models, files and images that a run file names. The machine is the driver's or
 * an executor's. Inputs in another store are copied to the machine's disk once.
 */
public final class Inputs {
  private Inputs() {}

  /**
   * The local folder of a model.
   *
   * @throws WordsightException exit code 3 where it cannot be copied
   */
  public static Path folder(ModelConfig model) {
    return path(model.location());
  }

  /**
   * The local path of a file or folder. A file or folder that is local already need not exist.
   *
   * @throws WordsightException exit code 3 where it cannot be copied
   */
  public static Path path(Location location) {
    if (location.isLocal()) {
      return location.localPath();
    }

    try {
      return copyOf(location.text());
    } catch (FileNotFoundException e) {
      throw WordsightException.input(
          "Cannot read %s: there is no such file or folder. Correct the location."
              .formatted(location),
          e);
    } catch (IOException e) {
      throw cannotRead(location.text(), e);
    }
  }

  /** The local folder of an adapter. Its location is in the table {@code adapters}. */
  public static Path adapter(String location) {
    try {
      return location.startsWith("/") ? Path.of(location) : copyOf(location);
    } catch (IOException e) {
      throw cannotRead(location, e);
    }
  }

  /**
   * The local path of one file in a folder; absent where there is no such file.
   *
   * @param folder an absolute path or a URI
   */
  public static Optional<Path> fileIn(String folder, String name) {
    if (folder.startsWith("/")) {
      return Optional.of(Path.of(folder).resolve(name)).filter(Files::exists);
    }

    String location = folder + "/" + name;
    try {
      return Optional.of(copyOf(location));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw cannotRead(location, e);
    }
  }

  /**
   * Makes sure that a folder exists. Nothing is copied.
   *
   * @param key of the run file, for the message
   * @throws WordsightException exit code 3 where it does not exist
   */
  public static void requireFolder(String key, Location folder) {
    boolean isFolder =
        folder.isLocal() ? Files.isDirectory(folder.localPath()) : isRemoteFolder(folder);
    if (!isFolder) {
      throw WordsightException.input(
          "Cannot evaluate: %s is %s, expected a folder. Correct the path.".formatted(key, folder));
    }
  }

  /** The names for which the folder has no file. Nothing is copied. */
  public static List<String> missing(Location folder, List<String> names) {
    if (folder.isLocal()) {
      return names.stream().filter(n -> !Files.exists(folder.localPath().resolve(n))).toList();
    }

    try {
      Set<String> found =
          Storages.open(folder.text(), Sessions::hadoopHere).list("").stream()
              .map(StoredFile::name)
              .collect(Collectors.toSet());
      return names.stream().filter(n -> !found.contains(n)).toList();
    } catch (IOException e) {
      throw cannotRead(folder.text(), e);
    }
  }

  private static boolean isRemoteFolder(Location folder) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.text());
    try {
      return path.getFileSystem(Sessions.hadoopHere()).getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw cannotRead(folder.text(), e);
    }
  }

  private static Path copyOf(String location) throws IOException {
    return NodeCache.of(Sessions.hadoopHere()).copyOf(location);
  }

  private static WordsightException cannotRead(String location, IOException e) {
    return WordsightException.input(
        "Cannot read %s: %s. Check the location, its store and this machine's disk."
            .formatted(location, IoReason.of(e)),
        e);
  }
}
