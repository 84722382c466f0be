package org.wordsight.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.WordsightException;

/**
 * The tensors of a checkpoint folder: those of {@code model.safetensors}, else those that {@code
 * model.safetensors.index.json} assigns to several files.
 */
public final class ShardedTensors implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final int SCAN_BYTES = 1 << 26;

  private final Path folder;
  private final Map<Path, SafetensorsFile> files;
  private final Map<String, TensorEntry> entries;

  private ShardedTensors(
      Path folder, Map<Path, SafetensorsFile> files, Map<String, TensorEntry> entries) {
    this.folder = folder;
    this.files = files;
    this.entries = entries;
  }

  /**
   * Reads headers only.
   *
   * @throws WordsightException if a file is missing or broken, or the index names a file that is
   *     absent, lies outside the folder or lacks a tensor
   */
  public static ShardedTensors open(Path folder) {
    Map<Path, SafetensorsFile> files = new LinkedHashMap<>();
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    ShardedTensors opened = new ShardedTensors(folder, files, entries);
    try {
      if (Files.exists(folder.resolve(SINGLE))) {
        SafetensorsFile file = SafetensorsFile.open(folder.resolve(SINGLE));
        files.put(file.path(), file);
        entries.putAll(file.entries());
      } else {
        opened.openShards();
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void openShards() {
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      throw WordsightException.input(
          "Cannot load "
              + folder
              + ": it has neither "
              + SINGLE
              + " nor "
              + INDEX
              + ". Give a checkpoint folder with safetensors weights.");
    }
    JsonNode weightMap = read(index).path("weight_map");
    if (!weightMap.isObject() || weightMap.isEmpty()) {
      throw WordsightException.input(
          "Cannot read " + index + ": it has no weight_map. Copy the file again.");
    }
    weightMap
        .fields()
        .forEachRemaining(field -> add(index, field.getKey(), field.getValue().asText()));
  }

  private static JsonNode read(Path index) {
    try {
      return new ObjectMapper().readTree(index.toFile());
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read "
              + index
              + ": it is no JSON ("
              + e.getOriginalMessage()
              + "). Copy the file again.",
          e);
    } catch (IOException e) {
      throw WordsightException.input("Cannot read " + index + ": " + e.getMessage() + ".", e);
    }
  }

  private void add(Path index, String tensor, String shard) {
    Path inside = folder.toAbsolutePath().normalize();
    Path path = inside.resolve(shard).normalize();
    if (Path.of(shard).isAbsolute() || !path.startsWith(inside)) {
      throw WordsightException.input(
          "Cannot read "
              + index
              + ": tensor "
              + tensor
              + " is said to lie in "
              + shard
              + ", expected a file inside the folder. Correct or replace the index.");
    }
    if (!files.containsKey(path)) {
      if (!Files.exists(path)) {
        throw misplaced(tensor, shard, "which is missing. Copy that file too.");
      }
      files.put(path, SafetensorsFile.open(path));
    }
    TensorEntry entry = files.get(path).entries().get(tensor);
    if (entry == null) {
      throw misplaced(tensor, shard, "which does not hold it. Copy both files again.");
    }
    entries.put(tensor, entry);
  }

  private WordsightException misplaced(String tensor, String shard, String problem) {
    return WordsightException.input(
        "Cannot load %s: %s says that tensor %s lies in %s, %s"
            .formatted(folder, INDEX, tensor, shard, problem));
  }

  public Path folder() {
    return folder;
  }

  public Map<String, TensorEntry> entries() {
    return entries;
  }

  public Optional<TensorEntry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** As {@link SafetensorsFile#map}. */
  public ByteBuffer map(TensorEntry entry, long from, int byteCount) {
    return files.get(entry.file()).map(entry, from, byteCount);
  }

  /** A small tensor's elements on the heap; see {@link SafetensorsFile#floats}. */
  public float[] floats(TensorEntry entry) {
    return files.get(entry.file()).floats(entry.name());
  }

  /**
   * Reads every weight once.
   *
   * @throws WordsightException if one holds an infinity or a NaN, naming the first
   */
  public void requireFinite() {
    for (TensorEntry entry : entries.values()) {
      if (!entry.dtype().isWeight()) {
        continue;
      }
      for (long from = 0; from < entry.bytes(); from += SCAN_BYTES) {
        int count = (int) Math.min(SCAN_BYTES, entry.bytes() - from);
        int found = Widening.firstNotFinite(entry.dtype(), map(entry, from, count));
        if (found >= 0) {
          throw WordsightException.input(
              String.format(
                  "Cannot use %s: element %,d of tensor %s is not finite. The checkpoint is damaged"
                      + " or its training diverged: use another.",
                  entry.file(), from / entry.dtype().bytes() + found, entry.name()));
        }
      }
    }
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
  }
}
