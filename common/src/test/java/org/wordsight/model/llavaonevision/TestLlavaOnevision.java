package org.wordsight.model.llavaonevision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedRows;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.Device;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.RgbImage;

class TestLlavaOnevision {
  /** In this checkpoint, a tile has 3 x 3 features. */
  private static final int TILE = 9;

  private static LoadedModel model;

  @TempDir private Path folder;

  @BeforeAll
  static void load() throws URISyntaxException {
    model =
        LoadedModel.load(
            checkpoint("llava_onevision"), Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Path checkpoint(String name) throws URISyntaxException {
    return Path.of(
        TestLlavaOnevision.class.getResource("/references/" + name + "/checkpoint").toURI());
  }

  @BeforeEach
  void copyASoundCheckpoint() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(checkpoint("llava_onevision"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void replace(String file, String text, String by) throws IOException {
    String old = Files.readString(folder.resolve(file));
    assertThat(old).contains(text);
    Files.writeString(folder.resolve(file), old.replace(text, by));
  }

  /** An image whose pixels differ from place to place. */
  private static RgbImage image(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 37 % 251);
    }
    return new RgbImage(width, height, rgb);
  }

  private static Prompt prompt(LoadedModel of, RgbImage... images) {
    int placeholder = of.tokenizer().id("<|pixel|>").orElseThrow();
    int[] shown = new int[images.length];
    Arrays.fill(shown, placeholder);
    int[] ids =
        IntStream.concat(
                IntStream.concat(IntStream.of(41), IntStream.of(shown)), IntStream.of(50, 51))
            .toArray();
    return of.prompt(ids, List.of(images));
  }

  private static float[][] logits(LoadedModel of, Prompt... prompts) {
    return CachedRows.logits(of, List.of(prompts));
  }

  @Test
  void repeatsThePlaceholderForTheWholeImageItsTilesAndTheNewlines() {
    // 90 x 45 pixels fill a row of two tiles: 3 rows of 6 features, each with its newline.
    Prompt prompt = prompt(model, image(90, 45));
    assertThat(prompt.length()).isEqualTo(3 + TILE + 3 * (6 + 1));
    assertThat(prompt.positions()).hasDimensions(1, prompt.length());
    assertThat(prompt.positions()[0]).startsWith(0, 1, 2).endsWith(prompt.length() - 1);
    assertThat(prompt.nextPosition()).isEqualTo(prompt.length());
    assertThat(Arrays.stream(prompt.ids()).distinct()).hasSize(4);
  }

  @Test
  void showsSeveralImagesInOneTileEach() {
    Prompt prompt = prompt(model, image(90, 45), image(180, 180));
    assertThat(prompt.length()).isEqualTo(3 + 2 * (TILE + 1));
  }

  @Test
  void saysHowManyImagesAPromptShows() {
    ProcessedImages processed =
        model.processed(new int[0], List.of(image(90, 45), image(180, 180)));
    assertThat(processed.integers().get("image_sizes")).containsExactly(45, 90, 180, 180);
    assertThat(processed.integers().get("batch_num_images")).containsExactly(2);
    assertThat(processed.shape()).containsExactly(2L, 1L, 3L, 45L, 45L);
  }

  @Test
  void givesAPromptTheSameNumbersBesidePromptsOfOtherImages() {
    Prompt[] prompts = {
      prompt(model, image(90, 45)),
      prompt(model),
      prompt(model, image(60, 40), image(30, 41)),
      prompt(model, image(180, 171)),
      prompt(model, image(200, 9))
    };
    float[][] together = logits(model, prompts);
    for (int row = 0; row < prompts.length; row++) {
      assertThat(together[row])
          .as("row %d", row)
          .usingComparatorWithPrecision(1e-4f)
          .containsExactly(logits(model, prompts[row])[0]);
    }
  }

  @Test
  void computesTheSameFromWeightsThatStayInTheirSixteenBits() throws URISyntaxException {
    Path folder = checkpoint("llava_onevision");
    try (LoadedModel wide = LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, Purpose.LEARN);
        LoadedModel narrow =
            LoadedModel.load(folder, Precision.FLOAT16, Device.CPU, Purpose.LEARN)) {
      assertThat(logits(narrow, prompt(narrow, image(97, 61)))[0])
          .containsExactly(logits(wide, prompt(wide, image(97, 61)))[0]);
    }
  }

  @Test
  void answersInBfloat16() throws URISyntaxException {
    try (LoadedModel rounded =
        LoadedModel.load(
            checkpoint("llava_onevision"), Precision.BFLOAT16, Device.CPU, Purpose.ANSWER)) {
      float[] exact = logits(model, prompt(model, image(97, 61)))[0];
      assertThat(logits(rounded, prompt(rounded, image(97, 61)))[0])
          .usingComparatorWithPrecision(2f)
          .containsExactly(exact)
          .isNotEqualTo(exact);
    }
  }

  @Test
  void readsTheNamesOfEitherLayout() throws URISyntaxException {
    try (Checkpoint old = Checkpoint.open(checkpoint("llava_onevision"));
        Checkpoint renewed = Checkpoint.open(checkpoint("llava_onevision_new"))) {
      assertThat(old.weight(1, Projection.UP).name())
          .isEqualTo("language_model.model.layers.1.mlp.up_proj.weight");
      assertThat(old.tensors().entries())
          .containsKeys("language_model.lm_head.weight", "image_newline");
      assertThat(renewed.weight(1, Projection.UP).name())
          .isEqualTo("model.language_model.layers.1.mlp.up_proj.weight");
      assertThat(renewed.tensors().entries()).containsKeys("lm_head.weight", "model.image_newline");
    }
  }

  @Test
  void takesTheDefaultsOfTheClassesForAbsentKeys() throws IOException {
    replace("config.json", "\"hidden_act\": \"silu\",", "");
    replace("config.json", "\"vision_aspect_ratio\": \"anyres_max_9\",", "");
    replace("config.json", "\"vision_feature_layer\": -1,", "");
    replace("config.json", "\"image_token_index\"", "\"image_token_id\"");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.decoder().epsilon()).isEqualTo(1e-6);
    }
    try (LoadedModel same =
        LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, Purpose.ANSWER)) {
      assertThat(logits(same, prompt(same, image(97, 61)))[0])
          .containsExactly(logits(model, prompt(model, image(97, 61)))[0]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"model_type\": \"qwen2\" | \"model_type\": \"gemma\" | text_config.model_type is",
        "\"siglip_vision_model\" | \"clip_vision_model\" | vision_config.model_type is",
        "\"image_size\": 45 | \"image_size\": 9 | vision_config.patch_size is 14",
        "\"hidden_size\": 24 | \"hidden_size\": 25 | vision_config.num_attention_heads is 2",
        "\"vision_feature_layer\": -1 | \"vision_feature_layer\": [-1, 3] | from -3 to 2",
        "\"anyres_max_9\" | \"pad\" | vision_aspect_ratio is \"pad\"",
        "\"anyres_max_9\" | \"anyres_max_0\" | vision_aspect_ratio is \"anyres_max_0\"",
        "_strategy\": \"full\" | _strategy\": \"some\" | expected full or default",
        "\"projector_hidden_act\": \"gelu\" | \"projector_hidden_act\": \"relu\" | is \"relu\""
      })
  void refusesAConfigurationThatItCannotCompute(String text, String by, String problem)
      throws IOException {
    replace("config.json", text, by);
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContainingAll("config.json", problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config.json | \"image_size\": 45 | \"image_size\": 46 | expected that of preprocessor_config.json, 45",
        "preprocessor_config.json | \"image_grid_pinpoints\" | \"pinpoints\" | expected those of preprocessor_config.json",
        "processor_config.json | \"num_image_tokens\": 9 | \"num_image_tokens\": 16 | processor_config.json's num_image_tokens is 16",
        "processor_config.json | \"full\" | \"default\" | vision_feature_select_strategy is \"default\""
      })
  void refusesFilesOfDifferentCheckpoints(String file, String text, String by, String problem)
      throws IOException {
    replace(file, text, by);
    assertThatThrownBy(
            () -> LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, Purpose.ANSWER))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void showsOnlySeveralImagesIfEachTileDropsAFeature() throws IOException {
    replace(
        "config.json",
        "\"vision_feature_select_strategy\": \"full\"",
        "\"vision_feature_select_strategy\": \"default\"");
    replace("processor_config.json", "\"full\"", "\"default\"");
    try (LoadedModel dropping =
        LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, Purpose.ANSWER)) {
      Prompt several = prompt(dropping, image(90, 45), image(30, 30));
      assertThat(several.length()).isEqualTo(3 + 2 * TILE);
      assertThat(logits(dropping, several)[0]).doesNotContain(Float.NaN);
      assertThatThrownBy(() -> prompt(dropping, image(90, 45)))
          .hasMessageContaining("vision_feature_select_strategy is default");
    }
  }

  @Test
  void refusesAnImageOfWhichPoolingLeavesNothing() throws IOException {
    replace("config.json", "anyres_max_9", "anyres_max_1");
    try (LoadedModel pooling =
        LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, Purpose.ANSWER)) {
      assertThat(prompt(pooling, image(180, 45)).length()).isEqualTo(3 + TILE + 1 * (6 + 1));
      assertThatThrownBy(() -> prompt(pooling, image(180, 8)))
          .hasMessageContaining("it is 180 x 8 pixels, so flat or so narrow");
    }
  }

  @Test
  void refusesAPromptWithoutItsImage() {
    int placeholder = model.tokenizer().id("<|pixel|>").orElseThrow();
    assertThatThrownBy(
            () -> model.prompt(new int[] {5, placeholder, placeholder}, List.of(image(5, 5))))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("2 image placeholders and 1 images");
  }
}
