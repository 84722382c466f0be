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
 * Whole files under names, below one root. A name has parts separated by slashes; no part is empty,
 * "." or "..". Every store keeps these promises, and other packages rely on nothing more:
 *
 * <ul>
 *   <li>A file appears whole under its name or not at all, even after a crash. A reader of a file
 *       that is being replaced sees either the old file or the new one.
 *   <li>A call that has returned has taken effect for every later reader and listing.
 *   <li>{@link #putIfAbsent} returns true to at most one caller for each name that is never
 *       deleted.
 * </ul>
 *
 * <p>A call that throws may or may not have taken effect.
 */
public interface Storage {
  /** The folder of unfinished files. Listings of other folders do not contain them. */
  String UNFINISHED = "_wordsight/unfinished";

  /** The root in the form that people write. */
  String root();

  /** The place of a file or folder: an absolute path of a local disk, or a URI. */
  String location(String name);

  /**
   * Opens a file for reading.
   *
   * @throws FileNotFoundException if there is none
   */
  InputStream open(String name) throws IOException;

  /** Puts a file, in place of a file of the same name. */
  void put(String name, byte[] content) throws IOException;

  /** Puts the content of a local file, in place of a file of the same name. */
  void put(String name, Path localFile) throws IOException;

  /** Puts another file's content, in place of a file of the same name. */
  void copy(String from, String to) throws IOException;

  /**
   * Puts a file if there is none of this name.
   *
   * @param content unique, so that no other caller would write the same
   * @return whether this call put the file
   * @throws SlowPutException if the file is there, but the store was too slow to know whether this
   *     caller was the only one
   */
  boolean putIfAbsent(String name, byte[] content) throws IOException;

  /** All files below a folder, at any depth, by name; none if there is no such folder. */
  List<StoredFile> list(String folder) throws IOException;

  /** The names of the folders directly in a folder; none if there is no such folder. */
  List<String> folders(String folder) throws IOException;

  /** The file of this name. */
  Optional<StoredFile> find(String name) throws IOException;

  /** Deletes a file; nothing happens if there is none. */
  void delete(String name) throws IOException;

  /** Deletes all files below a folder, one after the other; none if there is no such folder. */
  void deleteFolder(String folder) throws IOException;

  /** The whole file, if it exists. */
  default Optional<byte[]> read(String name) throws IOException {
    try (InputStream in = open(name)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The time by the clock of {@link StoredFile#modified}. */
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
