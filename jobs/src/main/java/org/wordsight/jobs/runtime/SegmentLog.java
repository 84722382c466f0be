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
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;

/**
 * A log of small immutable segments, each whole or absent. Tasks append to it as they go, outside
 * any output committer, so that what was paid for survives the death of the task, the executor and
 * the driver; a later attempt asks which segments there are and does the rest.
 *
 * <p>A segment is a file: a first line with the SHA-256 of the rest, then a JSON line a record.
 *
 * @param <R> a record that Jackson can write and read: texts, numbers, lists, records, no {@code
 *     Optional}
 */
public final class SegmentLog<R extends Record> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String SUFFIX = ".jsonl";

  private final String folder;
  private final Class<R> type;

  private SegmentLog(String folder, Class<R> type) {
    this.folder = folder;
    this.type = type;
  }

  /** The log in a folder, which the first append makes. */
  public static <R extends Record> SegmentLog<R> at(String folder, Class<R> type) {
    return new SegmentLog<>(folder, type);
  }

  /**
   * Writes a segment: when this returns, it survives a kill. A segment of this name is replaced.
   *
   * @param name letters, digits, dashes, underscores
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
    byte[] bytes = (Sha256.plain(payload) + "\n" + payload).getBytes(StandardCharsets.UTF_8);
    try {
      files().writeWhole(path(name), bytes);
    } catch (IOException e) {
      throw WordsightException.input("Cannot write log " + folder + ": " + e.getMessage() + ".", e);
    }
  }

  /** The names of the segments there are. */
  public Set<String> names() {
    try {
      Set<String> names = new TreeSet<>();
      for (String name : files().names(new Path(folder))) {
        if (name.endsWith(SUFFIX)) {
          names.add(name.substring(0, name.length() - SUFFIX.length()));
        }
      }

      return names;
    } catch (IOException e) {
      throw cannotRead(folder, e.getMessage());
    }
  }

  /** All records, segment by segment in the order of their names. */
  public List<R> read() {
    List<R> records = new ArrayList<>();
    for (String name : names()) {
      records.addAll(read(name));
    }

    return records;
  }

  /**
   * The records of one segment.
   *
   * @throws WordsightException exit code 3 where the file is not what was written
   */
  public List<R> read(String name) {
    return whole(name)
        .orElseThrow(
            () ->
                cannotRead(
                    path(name).toString(),
                    "its checksum is wrong. Delete the file to have its part done again"));
  }

  /** The records of one segment, or nothing where it is missing or not what was written. */
  public Optional<List<R>> whole(String name) {
    try {
      Optional<byte[]> bytes = files().readWhole(path(name));
      return bytes.isEmpty() ? Optional.empty() : parse(bytes.get());
    } catch (IOException e) {
      throw cannotRead(path(name).toString(), e.getMessage());
    }
  }

  private Optional<List<R>> parse(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String payload = text.substring(end + 1);
    if (end < 0 || !text.substring(0, end).equals(Sha256.plain(payload))) {
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

  private Path path(String name) {
    return new Path(folder, name + SUFFIX);
  }

  private static WordsightException cannotRead(String what, String why) {
    return WordsightException.input("Cannot read log " + what + ": " + why + ".");
  }

  /** On an executor the settings come from Spark's environment there. */
  private Files files() throws IOException {
    SparkEnv environment = SparkEnv.get();
    Configuration configuration =
        environment == null ? new Configuration() : Sessions.hadoop(environment.conf());
    return new Files(new Path(folder).getFileSystem(configuration));
  }
}
