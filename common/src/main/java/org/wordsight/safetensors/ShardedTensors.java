package org.wordsight.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.wordsight.error.IoReason;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;

/**
 * The tensors of a checkpoint folder: those of {@code model.safetensors}, or else those that {@code
 * model.safetensors.index.json} assigns to several files.
 */
public final class ShardedTensors implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** Pickled objects of PyTorch, whole or in parts, and formats of other libraries. */
  private static final List<String> OTHER_FORMATS =
      List.of(
          "pytorch_model.bin",
          "pytorch_model.bin.index.json",
          "consolidated.00.pth",
          "consolidated.safetensors",
          "tf_model.h5",
          "flax_model.msgpack");

  private static final int SCAN_BYTES = 1 << 24;

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
   * @throws WordsightException if a file is missing or broken, or if the index names a file that is
   *     absent, outside the folder, or without the tensor
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
      requireNoOtherFormat();
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
    weightMap.fields().forEachRemaining(field -> add(index, field.getKey(), field.getValue()));
  }

  /** Refuses a folder whose files have another format, and names the format if it is recognised. */
  private void requireNoOtherFormat() {
    for (String other : OTHER_FORMATS) {
      if (Files.exists(folder.resolve(other))) {
        throw WordsightException.input(
            "Cannot load %s: its weights are in %s, expected %s or %s. Load it with transformers and save it again with save_pretrained(…, safe_serialization=True)."
                .formatted(folder, other, SINGLE, INDEX));
      }
    }
  }

  private static JsonNode read(Path index) {
    try {
      return Json.mapper().readTree(InputFile.bytes(index, FileKind.WEIGHTS_INDEX));
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read "
              + index
              + ": it is no JSON ("
              + JsonProblem.of(e)
              + "). Copy the file again.",
          e);
    } catch (IOException e) {
      throw WordsightException.input("Cannot read " + index + ": " + IoReason.of(e) + ".", e);
    }
  }

  private void add(Path index, String tensor, JsonNode shardName) {
    String shard = shardName.asText();
    Path path =
        ShardPath.inside(folder, shardName)
            .orElseThrow(
                () ->
                    WordsightException.input(
                        "Cannot read "
                            + index
                            + ": tensor "
                            + tensor
                            + " is said to be in "
                            + shardName
                            + ", expected a file inside the folder. Correct or replace the"
                            + " index."));
    SafetensorsFile file = files.get(path);
    if (file == null) {
      if (!Files.exists(path)) {
        throw misplaced(tensor, shard, "which is missing. Copy that file too.");
      }
      if (!ShardPath.leadsInside(folder, path)) {
        throw WordsightException.input(
            "Cannot read "
                + path
                + ": it is a link to a file outside the folder, expected one inside. Copy the file"
                + " there in its place.");
      }
      file = SafetensorsFile.open(path);
      files.put(path, file);
    }
    TensorEntry entry = file.entries().get(tensor);
    if (entry == null) {
      throw misplaced(tensor, shard, "which does not hold it. Copy both files again.");
    }
    entries.put(tensor, entry);
  }

  private WordsightException misplaced(String tensor, String shard, String problem) {
    return WordsightException.input(
        "Cannot load %s: %s says that tensor %s is in %s, %s"
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

  /** The same as {@link SafetensorsFile#map}. */
  public ByteBuffer map(TensorEntry entry, long from, int byteCount) {
    return files.get(entry.file()).map(entry, from, byteCount);
  }

  /** The same as {@link SafetensorsFile#read}. */
  public void read(TensorEntry entry, long from, ByteBuffer into) {
    files.get(entry.file()).read(entry, from, into);
  }

  /** A small tensor's elements on the heap; see {@link SafetensorsFile#floats}. */
  public float[] floats(TensorEntry entry) {
    return files.get(entry.file()).floats(entry.name());
  }

  /** The bytes of all tensors with weights. */
  public long weightBytes() {
    return weights().mapToLong(TensorEntry::bytes).sum();
  }

  /**
   * Reads every weight once, a block at a time.
   *
   * @param progress receives the number of bytes read so far, again and again
   * @throws WordsightException if one contains an infinity or a NaN; the message names the first
   */
  public void requireFinite(LongConsumer progress) {
    ByteBuffer block = ByteBuffer.allocate(SCAN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long done = 0;
    for (TensorEntry entry : (Iterable<TensorEntry>) weights()::iterator) {
      requireFinite(entry, block);
      done += entry.bytes();
      progress.accept(done);
    }
  }

  /**
   * Reads one tensor's weights.
   *
   * @throws WordsightException if one is an infinity or a NaN; the message names the first
   */
  public void requireFinite(TensorEntry entry) {
    requireFinite(entry, ByteBuffer.allocate(SCAN_BYTES).order(ByteOrder.LITTLE_ENDIAN));
  }

  private void requireFinite(TensorEntry entry, ByteBuffer block) {
    for (long from = 0; from < entry.bytes(); from += SCAN_BYTES) {
      block.clear().limit((int) Math.min(SCAN_BYTES, entry.bytes() - from));
      read(entry, from, block);
      int found = Widening.firstNotFinite(entry.dtype(), block);
      if (found >= 0) {
        throw WordsightException.input(
            String.format(
                "Cannot use %s: element %,d of tensor %s is not finite. The checkpoint is damaged"
                    + " or its training diverged: use another.",
                entry.file(), from / entry.dtype().bytes() + found, entry.name()));
      }
    }
  }

  /**
   * Reads every matrix once, a block at a time.
   *
   * @param limit every magnitude must be below it
   * @param progress as in {@link #requireFinite}
   * @return the first matrix with a larger weight; absent if there is none
   */
  public Optional<TensorEntry> firstBeyond(float limit, LongConsumer progress) {
    ByteBuffer block = ByteBuffer.allocate(SCAN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long done = 0;
    for (TensorEntry entry : (Iterable<TensorEntry>) weights()::iterator) {
      if (entry.shape().size() > 1 && isBeyond(limit, entry, block)) {
        return Optional.of(entry);
      }
      done += entry.bytes();
      progress.accept(done);
    }
    return Optional.empty();
  }

  private boolean isBeyond(float limit, TensorEntry entry, ByteBuffer block) {
    for (long from = 0; from < entry.bytes(); from += SCAN_BYTES) {
      block.clear().limit((int) Math.min(SCAN_BYTES, entry.bytes() - from));
      read(entry, from, block);
      for (float value : Widening.floats(entry.dtype(), block)) {
        if (!(Math.abs(value) < limit)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether two tensors of the same shape have the same numbers. The type of storage may differ.
   * Reads both once, a block at a time, up to the first difference.
   */
  public boolean areEqual(TensorEntry one, TensorEntry other) {
    ByteBuffer first = ByteBuffer.allocate(SCAN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer second = ByteBuffer.allocate(SCAN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    boolean sameType = one.dtype() == other.dtype();
    long atOnce = SCAN_BYTES / Math.max(one.dtype().bytes(), other.dtype().bytes());
    for (long from = 0; from < one.elements(); from += atOnce) {
      long count = Math.min(atOnce, one.elements() - from);
      fill(first, one, from, count);
      fill(second, other, from, count);
      boolean same =
          sameType
              ? first.equals(second)
              : Arrays.equals(
                  Widening.floats(one.dtype(), first), Widening.floats(other.dtype(), second));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private void fill(ByteBuffer block, TensorEntry entry, long from, long count) {
    int bytes = entry.dtype().bytes();
    block.clear().limit(Math.toIntExact(count * bytes));
    read(entry, from * bytes, block);
  }

  private Stream<TensorEntry> weights() {
    return entries.values().stream().filter(entry -> entry.dtype().isWeight());
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
  }
}
