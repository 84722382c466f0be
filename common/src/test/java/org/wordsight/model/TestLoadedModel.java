package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.model.layer.SharedPrefix;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.RgbImage;

class TestLoadedModel {
  private static final int[] SHORT = IntStream.range(40, 52).toArray();
  private static final int[] LONG = IntStream.range(30, 60).toArray();
  private static final RgbImage IMAGE = new RgbImage(60, 40, new byte[60 * 40 * 3]);

  private static LoadedModel model;

  @BeforeAll
  static void load() throws URISyntaxException {
    model = LoadedModel.load(folder("qwen2_vl"), Precision.FLOAT32, Device.CPU);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Path folder(String name) throws URISyntaxException {
    return Path.of(
        TestLoadedModel.class.getResource("/references/" + name + "/checkpoint").toURI());
  }

  /** Logits of each row's last position after some more tokens. */
  private static float[][] logits(
      LoadedModel subject, List<Prompt> prompts, SharedPrefix prefix, Scope scope, int... more) {
    int capacity = prompts.stream().mapToInt(Prompt::length).max().orElseThrow() + more.length;
    KeyValueCache cache = subject.decoder().cache(scope, prompts.size(), capacity, prefix);
    Tensor h_BD = subject.last(scope, subject.extend(scope, prompts, cache, LoraWeights.none()));
    for (int id : more) {
      int[] ids_B = new int[prompts.size()];
      Arrays.fill(ids_B, id);
      h_BD = subject.decoder().next(scope, ids_B, cache, LoraWeights.none());
    }
    return rows(subject.decoder().logits(scope, h_BD));
  }

  private static float[][] logits(LoadedModel subject, List<Prompt> prompts, int... more) {
    try (Scope scope = Device.CPU.scope()) {
      return logits(
          subject,
          prompts,
          subject.decoder().prefix(scope, new int[0], LoraWeights.none()),
          scope,
          more);
    }
  }

  private static float[][] rows(Tensor logits_BV) {
    float[] all = logits_BV.toFloats();
    int width = Math.toIntExact(logits_BV.size(1));
    return IntStream.range(0, all.length / width)
        .mapToObj(row -> Arrays.copyOfRange(all, row * width, (row + 1) * width))
        .toArray(float[][]::new);
  }

  private static Prompt showing() {
    int see = model.tokenizer().id("<|see|>").orElseThrow();
    int pixel = model.tokenizer().id("<|pixel|>").orElseThrow();
    return model.prompt(new int[] {41, see, pixel, 50, 51}, List.of(IMAGE));
  }

  @Test
  void givesARowTheSameNumbersInABatchAsAlone() {
    List<Prompt> prompts = List.of(model.prompt(SHORT), showing(), model.prompt(LONG));
    float[][] together = logits(model, prompts, 70, 71);
    for (int row = 0; row < prompts.size(); row++) {
      float[] alone = logits(model, List.of(prompts.get(row)), 70, 71)[0];
      assertThat(together[row]).usingComparatorWithPrecision(1e-4f).containsExactly(alone);
    }
  }

  @Test
  void givesTheSameNumbersBehindASharedPrefix() {
    List<Prompt> prompts =
        List.of(model.prompt(LONG), model.prompt(Arrays.copyOf(LONG, LONG.length - 5)));
    float[][] whole = logits(model, prompts, 70, 71);
    try (Scope scope = Device.CPU.scope();
        SharedPrefix prefix =
            model.decoder().prefix(scope, Arrays.copyOf(LONG, 20), LoraWeights.none())) {
      float[][] shared = logits(model, prompts, prefix, scope, 70, 71);
      for (int row = 0; row < 2; row++) {
        assertThat(shared[row]).usingComparatorWithPrecision(1e-4f).containsExactly(whole[row]);
      }
      assertThatThrownBy(() -> logits(model, List.of(model.prompt(SHORT)), prefix, scope))
          .hasMessageContaining("does not begin with the cache's prefix");
    }
  }

  @Test
  void goesOnWithTheRowsThatAreKept() {
    List<Prompt> prompts = List.of(model.prompt(SHORT), showing(), model.prompt(LONG));
    float[] alone = logits(model, List.of(prompts.get(1)), 70, 71, 72)[0];
    try (Scope scope = Device.CPU.scope()) {
      KeyValueCache cache = model.decoder().cache(scope, 3, 50);
      model.extend(scope, prompts, cache, LoraWeights.none());
      model.decoder().next(scope, new int[] {9, 70, 9}, cache, LoraWeights.none());
      cache.keep(new int[] {2, 1});
      assertThat(cache.rows()).isEqualTo(2);
      model.decoder().next(scope, new int[] {9, 71}, cache, LoraWeights.none());
      Tensor h_BD = model.decoder().next(scope, new int[] {9, 72}, cache, LoraWeights.none());
      assertThat(rows(model.decoder().logits(scope, h_BD))[1])
          .usingComparatorWithPrecision(1e-4f)
          .containsExactly(alone);
    }
  }

  @Test
  void computesTheSameFromWeightsThatStayInTheirSixteenBits() throws URISyntaxException {
    for (Precision precision : new Precision[] {Precision.BFLOAT16, Precision.FLOAT16}) {
      String stored = precision == Precision.BFLOAT16 ? "qwen2_vl" : "llama";
      try (LoadedModel wide = LoadedModel.load(folder(stored), Precision.FLOAT32, Device.CPU);
          LoadedModel narrow = LoadedModel.load(folder(stored), precision, Device.CPU)) {
        assertThat(logits(narrow, List.of(narrow.prompt(LONG)), 70)[0])
            .containsExactly(logits(wide, List.of(wide.prompt(LONG)), 70)[0]);
      }
    }
  }

  @Test
  void roundsWeightsThatAreNarrowed() throws URISyntaxException {
    try (LoadedModel wide = LoadedModel.load(folder("qwen2"), Precision.FLOAT32, Device.CPU);
        LoadedModel narrow = LoadedModel.load(folder("qwen2"), Precision.BFLOAT16, Device.CPU)) {
      float[] exact = logits(wide, List.of(wide.prompt(LONG)))[0];
      float[] rounded = logits(narrow, List.of(narrow.prompt(LONG)))[0];
      assertThat(rounded).isNotEqualTo(exact);
      assertThat(rounded[7]).isCloseTo(exact[7], within(1f));
    }
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
    try (LoadedModel text = LoadedModel.load(folder("llama"), Precision.FLOAT32, Device.CPU)) {
      assertThatThrownBy(() -> text.prompt(SHORT, List.of(IMAGE)))
          .hasMessageContaining("it reads text alone");
    }
  }

  @Test
  void refusesATokenWithoutAnEmbedding() {
    assertThatThrownBy(() -> logits(model, List.of(model.prompt(new int[] {3, 100_000}))))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("token 100000 has no embedding");
  }

  @Test
  void readsStopTokensFromTheGenerationConfiguration() {
    int end = model.tokenizer().id("<|end|>").orElseThrow();
    int system = model.tokenizer().id("<|system|>").orElseThrow();
    assertThat(model.stopTokens()).containsExactlyInAnyOrder(end, system);
  }
}
