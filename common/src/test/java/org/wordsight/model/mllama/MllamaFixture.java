package org.wordsight.model.mllama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedRows;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.safetensors.TensorSource;
import org.wordsight.tensor.Device;
import org.wordsight.vision.RgbImage;

/** The small checkpoint of this architecture, and changed copies of it. */
abstract class MllamaFixture {
  static final ObjectMapper JSON = new ObjectMapper();

  static LoadedModel model;
  static int image;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    model = LoadedModel.load(checkpoint("mllama"), Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
    image = model.tokenizer().id("<|image|>").orElseThrow();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  static Path reference(String name) {
    try {
      return Path.of(MllamaFixture.class.getResource("/references/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path checkpoint(String name) {
    return reference(name).resolve("checkpoint");
  }

  static RgbImage picture(int width, int height, int shift) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 7 / width + i * shift);
    }
    return new RgbImage(width, height, rgb);
  }

  static Prompt showing(LoadedModel subject, RgbImage picture) {
    return subject.prompt(new int[] {256, 41, image, 50, 51, 52}, List.of(picture));
  }

  static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
  }

  static float[] logits(LoadedModel subject, Prompt prompt, int... more) {
    return CachedRows.logits(subject, List.of(prompt), more)[0];
  }

  static void assertClose(float[] ours, float[] expected) {
    assertThat(ours).usingComparatorWithPrecision(1e-4f).containsExactly(expected);
  }

  static GenerationRequest request(String prompt, List<RgbImage> images) {
    return new GenerationRequest(prompt, images, 12, Sampling.greedy(), List.of("A", "B"));
  }

  static LoadedModel load(Path checkpoint) {
    return LoadedModel.load(checkpoint, Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
  }

  /** A copy of the small checkpoint with another configuration. */
  Path copy(Consumer<ObjectNode> change) throws IOException {
    Path target = Files.createDirectory(folder.resolve("checkpoint"));
    try (Stream<Path> files = Files.list(checkpoint("mllama"))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    Path file = target.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    change.accept(config);
    JSON.writeValue(file.toFile(), config);
    return target;
  }

  interface Choice {
    boolean of(TensorEntry entry);
  }

  /**
   * Rewrites a checkpoint's files.
   *
   * @param chosen tensors that keep their first {@code rows} rows, or become zero if that is 0
   */
  static void replaceTensors(Path checkpoint, Choice chosen, long rows) throws IOException {
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path path : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        List<TensorSource> tensors = new ArrayList<>();
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
          for (TensorEntry entry : file.entries().values()) {
            byte[] bytes = file.bytes(entry.name());
            List<Long> shape = new ArrayList<>(entry.shape());
            boolean cuts = rows > 0 && shape.size() == 2 && chosen.of(entry);
            byte[] kept =
                cuts ? Arrays.copyOf(bytes, (int) (bytes.length / shape.get(0) * rows)) : bytes;
            if (cuts) {
              shape.set(0, rows);
            } else if (rows == 0 && chosen.of(entry)) {
              Arrays.fill(kept, (byte) 0);
            }
            tensors.add(
                new TensorSource(
                    entry.name(),
                    entry.dtype(),
                    shape,
                    channel -> channel.write(ByteBuffer.wrap(kept))));
          }
        }
        SafetensorsWriter.write(path, SafetensorsWriter.PYTORCH, tensors);
      }
    }
  }
}
