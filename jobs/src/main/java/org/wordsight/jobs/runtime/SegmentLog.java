package org.wordsight.jobs.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.data.Sha256;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * A log of small segments that never change, each whole or absent. Tasks append to it while they
 * run, outside any output committer. Answers that were paid for therefore survive the end of the
 * task, the executor and the driver. A later attempt reads which segments exist and does the
 * remaining work.
 *
 * <p>A segment is one file. Its first line is the format's version and the SHA-256 of the rest;
 * then each record is a line of JSON. The first line of version 1 was the SHA-256 alone.
 *
 * @param <R> a record that Jackson can write and read: texts, numbers, lists, records, no {@code
 *     Optional}
 */
public final class SegmentLog<R extends Record> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String SUFFIX = ".jsonl";
  private static final int VERSION = 2;
  private static final Pattern FIRST_LINE =
      Pattern.compile("wordsight-log/(\\d{1,9}) ([0-9a-f]{64})");

  private final String warehouse;
  private final String folder;
  private final Class<R> type;
  private transient Storage storage;

  private SegmentLog(String warehouse, String folder, Class<R> type) {
    this.warehouse = warehouse;
    this.folder = folder;
    this.type = type;
  }

  /**
   * The log in a folder, which the first append makes.
   *
   * @param warehouse the place of the store
   * @param folder in it
   */
  public static <R extends Record> SegmentLog<R> at(
      String warehouse, String folder, Class<R> type) {
    return new SegmentLog<>(warehouse, folder, type);
  }

  /**
   * Writes a segment. When this returns, the segment survives a crash. It replaces a segment of the
   * same name.
   *
   * @param name letters, digits, dots, dashes, underscores; a slash parts a folder from the rest
   */
  public void append(String name, List<R> records) {
    StringBuilder lines = new StringBuilder();
    try {
      ObjectMapper json = new ObjectMapper();
      for (R record : records) {
        lines.append(json.writeValueAsString(record)).append('\n');
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(type + " cannot be logged", e);
    }

    String payload = lines.toString();
    String firstLine = "wordsight-log/" + VERSION + " " + Sha256.plain(payload);
    byte[] bytes = (firstLine + "\n" + payload).getBytes(StandardCharsets.UTF_8);
    try {
      storage().put(file(name), bytes);
    } catch (IOException e) {
      throw WordsightException.input("Cannot write log " + folder + ": " + IoReason.of(e) + ".", e);
    }
  }

  /** The names of all segments. */
  public Set<String> names() {
    return namesIn(folder, "");
  }

  /** The names of the segments that begin with this folder's name and a slash. */
  public Set<String> names(String below) {
    return namesIn(folder + "/" + below, below + "/");
  }

  private Set<String> namesIn(String where, String prefix) {
    try {
      Set<String> names = new TreeSet<>();
      for (StoredFile file : storage().list(where)) {
        if (file.lastName().endsWith(SUFFIX)) {
          names.add(prefix + segment(file));
        }
      }

      return names;
    } catch (IOException e) {
      throw cannotRead(folder, IoReason.of(e));
    }
  }

  /**
   * The records of one segment.
   *
   * @throws WordsightException exit code 3 where the file is missing or damaged
   */
  public List<R> read(String name) {
    return whole(name)
        .orElseThrow(
            () ->
                cannotRead(
                    file(name),
                    "its checksum is wrong. Delete the file to have its part done again"));
  }

  /**
   * The records of a segment that decides the rest of a run; absent where the file is missing.
   *
   * @throws WordsightException exit code 3 where the file is damaged
   */
  public Optional<List<R>> find(String name) {
    Optional<List<R>> found = whole(name);
    if (found.isEmpty() && names().contains(name)) {
      throw cannotRead(
          file(name),
          "its checksum is wrong. Restore the file, or begin a new run with another --run-id");
    }
    return found;
  }

  /** The records of one segment; absent where the file is missing or damaged. */
  public Optional<List<R>> whole(String name) {
    try {
      Optional<byte[]> bytes = storage().read(file(name));
      return bytes.isEmpty() ? Optional.empty() : parse(name, bytes.get());
    } catch (IOException e) {
      throw cannotRead(file(name), IoReason.of(e));
    }
  }

  private Optional<List<R>> parse(String name, byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String payload = text.substring(end + 1);
    if (end < 0 || !checksum(name, text.substring(0, end)).equals(Sha256.plain(payload))) {
      return Optional.empty();
    }

    List<R> records = new ArrayList<>();
    ObjectReader reader = new ObjectMapper().readerFor(type);
    for (String line : payload.split("\n", -1)) {
      if (!line.isEmpty()) {
        records.add(reader.readValue(line));
      }
    }

    return Optional.of(records);
  }

  private String checksum(String name, String firstLine) {
    Matcher matcher = FIRST_LINE.matcher(firstLine);
    if (!matcher.matches()) {
      return firstLine;
    }

    int version = Integer.parseInt(matcher.group(1));
    if (version > VERSION) {
      throw Versions.tooNew(file(name), version, VERSION);
    }

    return matcher.group(2);
  }

  /** The name of the segment that a file of a log holds. */
  static String segment(StoredFile file) {
    return file.lastName().replaceFirst("\\.jsonl$", "");
  }

  private String file(String name) {
    return folder + "/" + name + SUFFIX;
  }

  private static WordsightException cannotRead(String what, String why) {
    return WordsightException.input("Cannot read log " + what + ": " + why + ".");
  }

  private synchronized Storage storage() {
    if (storage == null) {
      storage = Sessions.storage(warehouse);
    }

    return storage;
  }
}
