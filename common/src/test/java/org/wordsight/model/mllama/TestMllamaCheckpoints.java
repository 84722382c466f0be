package org.wordsight.model.mllama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.WordsightException;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.TextGenerator;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.safetensors.Dtype;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.TensorSource;
import org.wordsight.tensor.Device;

/** The files of checkpoints, whole and broken. */
class TestMllamaCheckpoints extends MllamaFixture {
  @ParameterizedTest
  @CsvSource({
    "mllama, language_model.model., vision_model.",
    "mllama_new, model.language_model., model.vision_model."
  })
  void readsBothLayoutsOfNames(String name, String language, String vision) {
    try (Checkpoint checkpoint = Checkpoint.open(checkpoint(name))) {
      assertThat(checkpoint.names().prefix()).isEqualTo(language);
      assertThat(checkpoint.blueprint().tensors(checkpoint.tensors().entries().keySet()).keySet())
          .containsExactlyInAnyOrderElementsOf(checkpoint.tensors().entries().keySet())
          .contains(
              language + "layers.1.cross_attn.q_norm.weight",
              language + "layers.3.cross_attn_mlp_gate",
              vision + "gated_positional_embedding.tile_embedding.weight",
              vision + "global_transformer.layers.1.gate_ffn");
      assertThat(checkpoint.decoder().crossLayers()).containsExactly(1, 3);
      assertThat(checkpoint.decoder().selfLayers()).containsExactly(0, 2);
      // Eight tokens are placeholders: they have vectors, and no answer contains them.
      assertThat(checkpoint.decoder().embeddingRows() - checkpoint.decoder().vocabularySize())
          .isEqualTo(8);
    }
  }

  @Test
  void computesTheSameFromWeightsThatStayInTheirSixteenBits() {
    try (LoadedModel narrow =
            LoadedModel.load(checkpoint("mllama"), Precision.BFLOAT16, Device.CPU, Purpose.ANSWER);
        LoadedModel wide =
            LoadedModel.load(checkpoint("mllama"), Precision.FLOAT32, Device.CPU, Purpose.LEARN)) {
      assertThat(wide.decoder().config().crossLayers()).isNotEmpty();
      assertClose(
          logits(narrow, showing(narrow, picture(40, 30, 1)), 70),
          logits(wide, showing(wide, picture(40, 30, 1)), 70));
      try (TextGenerator generator = new TextGenerator(narrow)) {
        GenerationRequest question = request("<|image|>Which?", List.of(picture(60, 60, 2)));
        assertThat(generator.generate(List.of(question)).get(0).ids()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text_config.cross_attention_layers|[4]|cross_attention_layers is [4], expected some of 0 to 3",
        "vision_config.intermediate_layers_indices|[0,9]|intermediate_layers_indices is [0,9]",
        "vision_config.attention_heads|3|attention_heads is 3, expected a divisor of hidden_size",
        "vision_config.vision_output_dim|50|vision_output_dim is 50",
        "vision_config.hidden_act|\"relu\"|hidden_act is \"relu\", expected gelu",
        "vision_config|7|config.json's vision_config is 7, expected an object"
      })
  void refusesAConfigurationThatItCannotFollow(String key, String value, String words)
      throws IOException {
    Path broken =
        copy(
            config -> {
              String[] path = key.split("\\.");
              ObjectNode at = path.length == 1 ? config : (ObjectNode) config.get(path[0]);
              at.set(path[path.length - 1], parsed(value));
            });
    assertThatThrownBy(() -> Checkpoint.open(broken))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining(words);
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void refusesAPreprocessorOfAnotherCheckpoint() throws IOException {
    Path other = copy(config -> {});
    Files.writeString(
        other.resolve("preprocessor_config.json"),
        "{\"size\": {\"height\": 56, \"width\": 56}, \"max_image_tiles\": 4}");
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining(
            "preprocessor_config.json: it has 4 tiles of 56 pixels, expected 4 of 28");
  }

  @Test
  void takesTheDefaultsOfTheClassesForAbsentKeys() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"mllama\", \"text_config\": {}, \"vision_config\": {\"image_size\": 560}}");
    assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("model.safetensors");
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        SafetensorsWriter.PYTORCH,
        List.of(
            new TensorSource(
                "language_model.model.embed_tokens.weight",
                Dtype.BF16,
                List.of(1L, 1L),
                channel -> channel.write(ByteBuffer.allocate(2)))));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining("has shape [1, 1], expected [128264, 4096]");
  }
}
