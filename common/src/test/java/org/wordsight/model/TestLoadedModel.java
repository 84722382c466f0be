package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.WordsightException;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedRows;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.LiveTensors;
import org.wordsight.vision.RgbImage;

@Tag("any-threads")
class TestLoadedModel {
  private static final int[] SHORT = IntStream.range(40, 52).toArray();
  private static final int[] LONG = IntStream.range(30, 60).toArray();
  private static final RgbImage IMAGE = new RgbImage(60, 40, new byte[60 * 40 * 3]);

  private static LoadedModel model;

  @BeforeAll
  static void load() throws URISyntaxException {
    model = LoadedModel.load(folder("qwen2_vl"), Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Path folder(String name) throws URISyntaxException {
    return Path.of(
        TestLoadedModel.class.getResource("/references/" + name + "/checkpoint").toURI());
  }

  private static Prompt showing() {
    int see = model.tokenizer().id("<|see|>").orElseThrow();
    int pixel = model.tokenizer().id("<|pixel|>").orElseThrow();
    return model.prompt(new int[] {41, see, pixel, 50, 51}, List.of(IMAGE));
  }

  @Test
  void givesARowTheSameNumbersInABatchAsAlone() {
    List<Prompt> prompts = List.of(model.prompt(SHORT), showing(), model.prompt(LONG));
    float[][] together = CachedRows.logits(model, prompts, 70, 71);
    for (int row = 0; row < prompts.size(); row++) {
      float[] alone = CachedRows.logits(model, List.of(prompts.get(row)), 70, 71)[0];
      assertThat(together[row]).usingComparatorWithPrecision(1e-4f).containsExactly(alone);
    }
  }

  @Test
  void computesTheSameFromWeightsThatStayInTheirSixteenBits() throws URISyntaxException {
    for (Precision precision : new Precision[] {Precision.BFLOAT16, Precision.FLOAT16}) {
      String stored = precision == Precision.BFLOAT16 ? "qwen2_vl" : "llama";
      try (LoadedModel wide =
              LoadedModel.load(folder(stored), Precision.FLOAT32, Device.CPU, Purpose.LEARN);
          LoadedModel narrow =
              LoadedModel.load(folder(stored), precision, Device.CPU, Purpose.LEARN)) {
        assertThat(CachedRows.logits(narrow, List.of(narrow.prompt(LONG)), 70)[0])
            .containsExactly(CachedRows.logits(wide, List.of(wide.prompt(LONG)), 70)[0]);
      }
    }
  }

  @Test
  void answersTheSameForEveryPrecisionIfTheFileHasSixteenBits() throws URISyntaxException {
    for (String stored : List.of("qwen2_vl", "llama")) {
      float[] wide = logits(stored, Precision.FLOAT32, Purpose.ANSWER);
      assertThat(logits(stored, Precision.BFLOAT16, Purpose.ANSWER)).containsExactly(wide);
      assertThat(logits(stored, Precision.FLOAT16, Purpose.ANSWER)).containsExactly(wide);
    }
  }

  @Test
  void roundsWeightsThatAreNarrowed() throws URISyntaxException {
    float[] exact = logits("qwen2", Precision.FLOAT32, Purpose.ANSWER);
    float[] rounded = logits("qwen2", Precision.BFLOAT16, Purpose.ANSWER);
    float[] roundedWhereItLearns = logits("qwen2", Precision.BFLOAT16, Purpose.LEARN);
    assertThat(largestDifference(rounded, roundedWhereItLearns)).isLessThan(1e-4);
    assertThat(largestDifference(rounded, exact)).isBetween(1e-3, 1.0);
  }

  @Test
  void refusesWeightsThatThePrecisionCannotHold(@TempDir Path folder) throws IOException {
    BrokenCheckpoint.copyOf("qwen2", folder)
        .putFloat("model.safetensors", "model.layers.1.mlp.down_proj.weight", 1e6f);
    for (Purpose purpose : Purpose.values()) {
      assertThatThrownBy(
              () -> LoadedModel.load(folder, Precision.FLOAT16, Device.CPU, purpose).close())
          .isInstanceOf(WordsightException.class)
          .hasMessageContaining(
              "tensor model.layers.1.mlp.down_proj.weight has weights beyond what float16 holds. Use bfloat16 or float32");
    }
  }

  @Test
  void leavesNoTensorOfAModelThatCannotBeLoaded(@TempDir Path folder) throws IOException {
    BrokenCheckpoint.copyOf("qwen2_vl", folder)
        .putFloat("model.safetensors", "model.layers.1.mlp.down_proj.weight", Float.NaN);
    int before = LiveTensors.count();
    for (Purpose purpose : Purpose.values()) {
      assertThatThrownBy(
              () -> LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, purpose).close())
          .isInstanceOf(WordsightException.class)
          .hasMessageContaining("is not finite");
      assertThat(LiveTensors.count()).isEqualTo(before);
    }
  }

  private static float[] logits(String stored, Precision precision, Purpose purpose)
      throws URISyntaxException {
    try (LoadedModel model = LoadedModel.load(folder(stored), precision, Device.CPU, purpose)) {
      return CachedRows.logits(model, List.of(model.prompt(LONG)))[0];
    }
  }

  private static double largestDifference(float[] ours, float[] theirs) {
    return IntStream.range(0, ours.length)
        .mapToDouble(i -> Math.abs(ours[i] - theirs[i]))
        .max()
        .orElseThrow();
  }

  @Test
  void placesAnImageOnThreeAxes() {
    Prompt prompt = showing();
    // 60 x 40 pixels are scaled to 2 x 1 squares of patches, one token each.
    assertThat(prompt.length()).isEqualTo(6);
    assertThat(prompt.positions()[0]).containsExactly(0, 1, 2, 2, 4, 5);
    assertThat(prompt.positions()[1]).containsExactly(0, 1, 2, 2, 4, 5);
    assertThat(prompt.positions()[2]).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(prompt.nextPosition()).isEqualTo(6);
  }

  @Test
  void refusesAPromptWithoutItsImage() {
    int pixel = model.tokenizer().id("<|pixel|>").orElseThrow();
    assertThatThrownBy(() -> model.prompt(new int[] {5, pixel, pixel}, List.of(IMAGE)))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("2 image placeholders and 1 images");
  }

  @Test
  void refusesImagesThatATextModelCannotSee() throws URISyntaxException {
    try (LoadedModel text =
        LoadedModel.load(folder("llama"), Precision.FLOAT32, Device.CPU, Purpose.ANSWER)) {
      assertThatThrownBy(() -> text.prompt(SHORT, List.of(IMAGE)))
          .hasMessageContaining("it reads only text");
    }
  }

  @Test
  void refusesATokenWithoutAnEmbedding() {
    assertThatThrownBy(
            () -> CachedRows.logits(model, List.of(model.prompt(new int[] {3, 100_000}))))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("gives token 100000, expected one below 316");
  }

  @Test
  void readsStopTokensFromTheGenerationConfiguration() {
    int end = model.tokenizer().id("<|end|>").orElseThrow();
    int system = model.tokenizer().id("<|system|>").orElseThrow();
    assertThat(model.stopTokens()).containsExactlyInAnyOrder(end, system);
  }
}
