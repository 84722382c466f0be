package org.wordsight.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Architectures;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.safetensors.Dtype;
import org.wordsight.safetensors.Narrowing;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.TensorSource;

/**
 * A checkpoint of random bfloat16 weights in Qwen2's layout, in several files, with the tokenizer
 * of another checkpoint. It can have any size, and serves only to be loaded. Closing it deletes its
 * files.
 */
final class SyntheticCheckpoint implements AutoCloseable {
  /** More than one mapping of Java can hold, so that several mappings are tried too. */
  private static final long SHARD_BYTES = 2_400_000_000L;

  private static final int RANDOM_ELEMENTS = 1 << 20;
  private static final double DEVIATION = 0.02;
  private static final List<String> TOKENIZER_FILES =
      List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja");

  private final ObjectMapper json = new ObjectMapper();
  private final Path folder;

  private SyntheticCheckpoint(Path folder) {
    this.folder = folder;
  }

  /** The sizes of a model without its number of layers. */
  record Shape(int vocabulary, int hidden, int intermediate, int heads, int keyValueHeads) {
    /** The sizes of Qwen2-7B. */
    static final Shape QWEN2_7B = new Shape(152_064, 3584, 18_944, 28, 4);
  }

  /**
   * Writes a checkpoint to a temporary folder, with enough layers for at least {@code bytes} of
   * weights.
   *
   * @param tokenizer the folder with the tokenizer and template to copy
   */
  static SyntheticCheckpoint write(Shape shape, long bytes, Path tokenizer) {
    try {
      SyntheticCheckpoint checkpoint =
          new SyntheticCheckpoint(Files.createTempDirectory("wordsight-load"));
      try {
        checkpoint.fill(shape, bytes, tokenizer);
        return checkpoint;
      } catch (IOException | RuntimeException e) {
        checkpoint.close();
        throw e;
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write a checkpoint of %,d bytes: %s. Free some space, or name another folder with -Djava.io.tmpdir in WORDSIGHT_JAVA_OPTIONS."
              .formatted(bytes, e),
          e);
    }
  }

  Path folder() {
    return folder;
  }

  private void fill(Shape shape, long bytes, Path tokenizer) throws IOException {
    for (String file : TOKENIZER_FILES) {
      Files.copy(tokenizer.resolve(file), folder.resolve(file));
    }
    Map<String, List<Long>> tensors = Map.of();
    for (int layers = 1; bytes(tensors) < bytes; layers++) {
      tensors = configured(shape, layers);
    }
    writeShards(tensors);
  }

  /** Writes the configuration, and returns the tensors that it implies. */
  private Map<String, List<Long>> configured(Shape shape, int layers) throws IOException {
    ObjectNode config =
        json.createObjectNode()
            .put("model_type", "qwen2")
            .put("hidden_act", "silu")
            .put("vocab_size", shape.vocabulary)
            .put("hidden_size", shape.hidden)
            .put("intermediate_size", shape.intermediate)
            .put("num_hidden_layers", layers)
            .put("num_attention_heads", shape.heads)
            .put("num_key_value_heads", shape.keyValueHeads)
            .put("rms_norm_eps", 1e-6)
            .put("rope_theta", 1e6)
            .put("max_position_embeddings", 32_768)
            .put("tie_word_embeddings", false);
    Path file = folder.resolve("config.json");
    json.writeValue(file.toFile(), config);
    return Architectures.read(ConfigFile.read(file)).tensors(Set.of());
  }

  private void writeShards(Map<String, List<Long>> tensors) throws IOException {
    ObjectNode index = json.createObjectNode();
    ObjectNode weightMap = index.putObject("weight_map");
    byte[] bits = randomBits();
    List<List<TensorSource>> shards = shards(tensors, bits);
    for (int i = 0; i < shards.size(); i++) {
      String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      shards.get(i).forEach(tensor -> weightMap.put(tensor.name(), name));
      SafetensorsWriter.write(folder.resolve(name), SafetensorsWriter.PYTORCH, shards.get(i));
    }
    json.writeValue(folder.resolve("model.safetensors.index.json").toFile(), index);
  }

  private static List<List<TensorSource>> shards(Map<String, List<Long>> tensors, byte[] bits) {
    List<List<TensorSource>> shards = new ArrayList<>();
    long room = 0;
    for (Map.Entry<String, List<Long>> tensor : tensors.entrySet()) {
      long bytes = bytes(tensor.getValue());
      if (shards.isEmpty() || room < bytes) {
        shards.add(new ArrayList<>());
        room = SHARD_BYTES;
      }
      TensorSource source =
          new TensorSource(
              tensor.getKey(),
              Dtype.BF16,
              tensor.getValue(),
              channel -> repeat(bits, bytes, channel));
      shards.get(shards.size() - 1).add(source);
      room -= bytes;
    }
    return shards;
  }

  private static long bytes(Map<String, List<Long>> tensors) {
    return tensors.values().stream().mapToLong(SyntheticCheckpoint::bytes).sum();
  }

  private static long bytes(List<Long> shape) {
    return shape.stream().reduce((long) Dtype.BF16.bytes(), Math::multiplyExact);
  }

  private static byte[] randomBits() {
    Random random = new Random(7);
    float[] values = new float[RANDOM_ELEMENTS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (DEVIATION * random.nextGaussian());
    }
    return Narrowing.bytes(Dtype.BF16, values).array();
  }

  private static void repeat(byte[] bits, long bytes, WritableByteChannel channel)
      throws IOException {
    for (long left = bytes; left > 0; left -= bits.length) {
      channel.write(ByteBuffer.wrap(bits, 0, (int) Math.min(left, bits.length)));
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw WordsightException.input("Cannot delete " + folder + ": " + e + ".", e);
    }
  }
}
