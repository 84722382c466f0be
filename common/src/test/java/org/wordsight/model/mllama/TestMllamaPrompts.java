package org.wordsight.model.mllama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.error.WordsightException;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.vision.RgbImage;

/** How images become a part of prompts. */
class TestMllamaPrompts extends MllamaFixture {
  @Test
  void masksTokensAsHuggingFaceDoes() throws IOException, URISyntaxException {
    JsonNode vectors =
        JSON.readTree(
            Path.of(TestMllamaPrompts.class.getResource("/mllama/masks.json").toURI()).toFile());
    // Sizes that need these numbers of tiles of 28 pixels.
    RgbImage[] ofTiles = {
      picture(28, 28, 1), picture(56, 28, 2), picture(84, 28, 3), picture(56, 56, 4)
    };
    for (JsonNode vector : vectors.get("masks")) {
      int[] ids = integers(vector.get("tokens"));
      Arrays.setAll(ids, i -> ids[i] == 9 ? image : ids[i]);
      List<RgbImage> images =
          Arrays.stream(integers(vector.get("tiles"))).mapToObj(n -> ofTiles[n - 1]).toList();
      long[] mask = model.processed(ids, images).integers().get("cross_attention_mask");
      List<Long> expected = new ArrayList<>();
      vector.get("mask").forEach(row -> row.forEach(flag -> expected.add(flag.longValue())));
      assertThat(Arrays.stream(mask).boxed()).as("%s", vector).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void takesOneTokenAnImageAndCountsPositionsOn() {
    Prompt prompt = showing(model, picture(40, 30, 1));
    assertThat(prompt.ids()).containsExactly(256, 41, image, 50, 51, 52);
    assertThat(prompt.positions()[0]).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(prompt.nextPosition()).isEqualTo(6);
    // Four slots of four patches and a class token.
    assertThat(prompt.images().get(0).statesLookedAt()).isEqualTo(4 * 5);
  }

  @Test
  void knowsImagesThatLookTheSame() {
    Prompt one = showing(model, picture(40, 30, 1));
    assertThat(one.images()).isEqualTo(showing(model, picture(40, 30, 1)).images());
    assertThat(key(one)).isEqualTo(key(showing(model, picture(40, 30, 1))));
    assertThat(key(one)).isNotEqualTo(key(showing(model, picture(40, 30, 2))));
    // Transparent pixels count as white.
    RgbImage white = new RgbImage(2, 1, new byte[] {-1, -1, -1, -1, -1, -1});
    RgbImage clear = new RgbImage(2, 1, new byte[6], Optional.of(new byte[2]));
    assertThat(key(showing(model, clear))).isEqualTo(key(showing(model, white)));
    // Every token depends on the images, also tokens before them.
    assertThat(one.sight()).isEqualTo(new Prompt.TokenRange(0, 3));
    assertThat(model.prompt(new int[] {41, 42}).sight()).isEqualTo(new Prompt.TokenRange(2, 2));
  }

  private static String key(Prompt prompt) {
    return prompt.images().get(0).key();
  }

  @Test
  void refusesAPromptWithoutItsImage() {
    assertThatThrownBy(() -> model.prompt(new int[] {image, 5, image}, List.of(picture(9, 9, 1))))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("2 image placeholders and 1 images");
  }

  @Test
  void refusesALayoutWithoutAnEmbedding() throws IOException {
    Path few =
        copy(
            config ->
                ((ObjectNode) config.get("vision_config"))
                    .putArray("supported_aspect_ratios")
                    .addArray()
                    .add(1)
                    .add(1));
    replaceTensors(few, entry -> entry.name().contains("tile"), 2);
    try (LoadedModel subject = load(few)) {
      assertThat(logits(subject, showing(subject, picture(28, 28, 1)))).isNotEmpty();
      assertThatThrownBy(() -> showing(subject, picture(28, 56, 1)))
          .isInstanceOf(WordsightException.class)
          .hasMessageContaining(
              "Cannot show image 1 to this model: it takes 2 x 1 tiles, layout 5, expected one of"
                  + " the 1 in config.json's supported_aspect_ratios");
    }
  }
}
