package org.wordsight.lora;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.json.Json;
import org.wordsight.model.Checkpoint;
import org.wordsight.safetensors.Narrowing;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.ShardedTensors;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.safetensors.TensorSource;
import org.wordsight.safetensors.Widening;

/**
 * Writes a checkpoint with an adapter merged into its weights. The files are the same. Each adapted
 * weight is computed in float32, and rounded to the type in which it is stored. Small changes are
 * lost in that rounding, so a merged checkpoint does not give the adapter's numbers to the bit.
 */
public final class MergedCheckpoint {
  private static final String INDEX = "model.safetensors.index.json";
  private static final int BLOCK_BYTES = 1 << 24;

  private final Checkpoint checkpoint;
  private final Adapter adapter;
  private final Optional<KeyLayout> layout;
  private final Map<String, ModuleId> adapted = new HashMap<>();

  /**
   * @param layout the names of tensors; empty for the names in the checkpoint
   */
  public MergedCheckpoint(Checkpoint checkpoint, Adapter adapter, Optional<KeyLayout> layout) {
    this.checkpoint = checkpoint;
    this.adapter = adapter;
    this.layout = layout;
    for (ModuleId module : adapter.modules()) {
      adapted.put(checkpoint.weight(module.layer(), module.projection()).name(), module);
    }
  }

  /**
   * Fills an existing, empty folder.
   *
   * @throws WordsightException if it cannot be written
   */
  public void write(Path folder) {
    try {
      copyOtherFiles(folder);
      Map<Path, List<TensorSource>> files = new TreeMap<>();
      TreeMap<String, String> index = new TreeMap<>();
      for (TensorEntry entry : checkpoint.tensors().entries().values()) {
        String name = name(entry.name());
        files.computeIfAbsent(entry.file(), file -> new ArrayList<>()).add(source(entry, name));
        index.put(name, entry.file().getFileName().toString());
      }
      files.forEach(
          (file, tensors) ->
              SafetensorsWriter.write(
                  folder.resolve(file.getFileName()), SafetensorsWriter.PYTORCH, tensors));
      writeIndex(folder, index);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write "
              + folder
              + ": "
              + IoReason.of(e)
              + ". Check the disk and its permissions.",
          e);
    }
  }

  private void copyOtherFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(checkpoint.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".safetensors") && !name.equals(INDEX)) {
          Files.copy(file, folder.resolve(name));
        }
      }
    }
  }

  private void writeIndex(Path folder, Map<String, String> index) throws IOException {
    Path source = checkpoint.folder().resolve(INDEX);
    if (index.values().stream().distinct().count() < 2 && !Files.exists(source)) {
      return;
    }
    JsonMapper json = Json.mapper();
    ObjectNode content = (ObjectNode) json.readTree(source.toFile());
    ObjectNode weights = content.putObject("weight_map");
    index.forEach(weights::put);
    json.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(INDEX).toFile(), content);
  }

  private String name(String name) {
    return layout.map(asked -> asked.tensorName(checkpoint.modelType(), name)).orElse(name);
  }

  private TensorSource source(TensorEntry entry, String name) {
    Optional<MergedWeights> merged =
        Optional.ofNullable(adapted.get(entry.name()))
            .map(module -> new MergedWeights(adapter, module));
    return new TensorSource(
        name, entry.dtype(), entry.shape(), channel -> copy(entry, merged, channel));
  }

  /** Copies a tensor in blocks of whole rows. */
  private void copy(TensorEntry entry, Optional<MergedWeights> merged, WritableByteChannel channel)
      throws IOException {
    ShardedTensors tensors = checkpoint.tensors();
    long rowBytes = entry.shape().isEmpty() ? entry.bytes() : entry.bytes() / entry.shape().get(0);
    long blockBytes = Math.max(1, BLOCK_BYTES / rowBytes) * rowBytes;
    for (long from = 0; from < entry.bytes(); from += blockBytes) {
      ByteBuffer block =
          tensors.map(entry, from, Math.toIntExact(Math.min(blockBytes, entry.bytes() - from)));
      if (merged.isPresent()) {
        float[] rows = Widening.floats(entry.dtype(), block);
        merged.get().addTo(rows, Math.toIntExact(from / rowBytes));
        block = Narrowing.bytes(entry.dtype(), rows);
      }
      while (block.hasRemaining()) {
        channel.write(block);
      }
    }
  }
}
