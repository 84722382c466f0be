package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.WordsightException;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.safetensors.TensorSource;
import org.wordsight.tensor.Device;

class TestCheckpoint {
  private static final String WEIGHTS = "model.safetensors";

  @TempDir private Path folder;

  @BeforeEach
  void copyASoundOne() throws IOException, URISyntaxException {
    Path sound =
        Path.of(TestCheckpoint.class.getResource("/references/qwen2_vl/checkpoint").toURI());
    try (Stream<Path> files = Files.list(sound)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void replaceInConfig(String text, String by) throws IOException {
    Path config = folder.resolve("config.json");
    String old = Files.readString(config);
    assertThat(old).contains(text);
    Files.writeString(config, old.replace(text, by));
  }

  private void writeWithout(String dropped) {
    List<TensorSource> kept = new ArrayList<>();
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
      for (TensorEntry entry : file.entries().values()) {
        byte[] bytes = file.bytes(entry.name());
        if (!entry.name().equals(dropped)) {
          kept.add(
              new TensorSource(
                  entry.name(),
                  entry.dtype(),
                  entry.shape(),
                  channel -> channel.write(ByteBuffer.wrap(bytes))));
        }
      }
    }
    SafetensorsWriter.write(folder.resolve(WEIGHTS), SafetensorsWriter.PYTORCH, kept);
  }

  private void refuses(String... words) {
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void knowsASoundOne() {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.modelType()).isEqualTo("qwen2_vl");
      assertThat(checkpoint.decoder().layerCount()).isEqualTo(2);
      assertThat(checkpoint.parameters()).isPositive();
      checkpoint.requireFinite(bytes -> {});
    }
  }

  @Test
  void namesATensorThatIsMissing() {
    writeWithout("visual.merger.ln_q.bias");
    refuses("tensor visual.merger.ln_q.bias, which config.json implies");
  }

  @Test
  void namesATensorOfAnotherShape() throws IOException {
    replaceInConfig("\"intermediate_size\": 56", "\"intermediate_size\": 60");
    refuses("mlp.gate_proj.weight has shape [56, 32], expected [60, 32]");
  }

  private void putNaN(String tensor, int element) throws IOException {
    TensorEntry entry;
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
      entry = file.entry(tensor);
    }
    try (FileChannel channel =
        FileChannel.open(folder.resolve(WEIGHTS), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) 0xc0, 0x7f}), entry.start() + 2L * element);
    }
  }

  @Test
  void namesATensorThatHoldsNaN() throws IOException {
    putNaN("model.norm.weight", 3);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThatThrownBy(() -> checkpoint.requireFinite(bytes -> {}))
          .hasMessageContainingAll(WEIGHTS, "element 3 of tensor model.norm.weight");
    }
  }

  @Test
  void reportsHowManyWeightsItHasRead() {
    List<Long> told = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      checkpoint.requireFinite(told::add);
      assertThat(told).isSorted().last().isEqualTo(checkpoint.tensors().weightBytes());
      assertThat(checkpoint.tensors().weightBytes()).isEqualTo(2 * checkpoint.parameters());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "model.norm.weight, FLOAT32",
    "model.embed_tokens.weight, BFLOAT16",
    "model.layers.1.self_attn.v_proj.bias, FLOAT32",
    "model.layers.0.mlp.up_proj.weight, FLOAT16",
    "visual.merger.mlp.0.weight, FLOAT32"
  })
  void isNotLoadedIfATensorHoldsNaN(String tensor, Precision precision) throws IOException {
    putNaN(tensor, 5);
    assertThatThrownBy(() -> LoadedModel.load(folder, precision, Device.CPU, Purpose.ANSWER))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot use %s: element 5 of tensor %s is not finite. The checkpoint is damaged or its training diverged: use another.",
            folder.resolve(WEIGHTS), tensor);
  }

  @Test
  void namesAnArchitectureThatDoesNotRun() throws IOException {
    replaceInConfig("\"model_type\": \"qwen2_vl\"", "\"model_type\": \"gpt2\"");
    refuses("model_type is \"gpt2\"", "[llama, llava_onevision, mllama, qwen2, qwen2_vl]");
  }

  @Test
  void refusesAConfigThatIsNoJson() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": ");
    refuses("config.json", "is no JSON");
  }

  @Test
  void refusesHeadsThatDoNotDivide() throws IOException {
    replaceInConfig("\"num_attention_heads\": 2", "\"num_attention_heads\": 5");
    refuses("config.json's num_attention_heads is 5, expected a divisor of hidden_size");
  }

  @Test
  void refusesKeyValueHeadsThatDoNotDivide() throws IOException {
    replaceInConfig("\"num_key_value_heads\": 1", "\"num_key_value_heads\": 3");
    refuses("num_key_value_heads is 3", "divisor of num_attention_heads");
  }

  @Test
  void refusesRotationsThatItDoesNotKnow() throws IOException {
    replaceInConfig("\"type\": \"mrope\"", "\"type\": \"yarn\"");
    refuses("rope_scaling.type is \"yarn\"");
  }

  @Test
  void refusesAMissingFolder() {
    assertThatThrownBy(() -> Checkpoint.open(folder.resolve("none")))
        .hasMessageContaining("there is no such folder");
  }
}
