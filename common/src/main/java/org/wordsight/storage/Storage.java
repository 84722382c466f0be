package org.wordsight.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whole files under names, below one root. A name has parts separated by slashes, none of them
 * empty, "." or "..". Every store keeps these promises, and nothing above relies on more:
 *
 * <ul>
 *   <li>A file appears whole under its name or not at all, whatever is killed meanwhile. A reader
 *       of a file that is replaced sees the one before or the new one.
 *   <li>A call that has returned has taken effect for every later reader and lister.
 *   <li>{@link #putIfAbsent} says true to one caller at most for each name that is never deleted.
 * </ul>
 *
 * <p>A call that throws may have taken effect or not.
 */
public interface Storage {
  /** Where files stand that are not finished; no lister of other folders meets them. */
  String UNFINISHED = "_wordsight/unfinished";

  /** The root as people write it. */
  String root();

  /** Where a file or folder is: an absolute path of a local disk, or a URI. */
  String location(String name);

  /**
   * Opens a file for reading.
   *
   * @throws FileNotFoundException where there is none
   */
  InputStream open(String name) throws IOException;

  /** Puts a file there, in place of one of its name. */
  void put(String name, byte[] content) throws IOException;

  /** Puts the content of a local file there, in place of a file of its name. */
  void put(String name, Path localFile) throws IOException;

  /** Puts another file's content there, in place of a file of its name. */
  void copy(String from, String to) throws IOException;

  /**
   * Puts a file where there is none.
   *
   * @param content that no other caller would write: it holds something unique
   * @return whether it was this call that put it there
   */
  boolean putIfAbsent(String name, byte[] content) throws IOException;

  /** All files below a folder, at any depth, by name; none where there is no such folder. */
  List<StoredFile> list(String folder) throws IOException;

  /** The names of the folders directly in a folder; none where there is no such folder. */
  List<String> folders(String folder) throws IOException;

  /** The file of this name. */
  Optional<StoredFile> find(String name) throws IOException;

  /** Deletes a file; nothing happens where there is none. */
  void delete(String name) throws IOException;

  /** Deletes all files below a folder, one after the other; none where there is no such folder. */
  void deleteFolder(String folder) throws IOException;

  /** The whole file, if it is there. */
  default Optional<byte[]> read(String name) throws IOException {
    try (InputStream in = open(name)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The time by the clock that {@link StoredFile#modified} is by. */
  default Instant now() throws IOException {
    String probe = UNFINISHED + "/clock-" + UUID.randomUUID();
    put(probe, new byte[] {1});
    try {
      return find(probe).orElseThrow(() -> new FileNotFoundException(probe)).modified();
    } finally {
      delete(probe);
    }
  }
}
