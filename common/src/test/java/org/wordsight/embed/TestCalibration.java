package org.wordsight.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TestCalibration {
  private final List<LabelledPair> pairs = new ArrayList<>();
  private final Map<String, float[]> vectors = new HashMap<>(Map.of("x", new float[] {1, 0}));

  private void add(double cosine, boolean same) {
    String name = "t" + pairs.size();
    vectors.put(name, new float[] {(float) cosine, (float) Math.sqrt(1 - cosine * cosine)});
    pairs.add(new LabelledPair("x", name, same));
  }

  private Calibration.Step step(Calibration calibration, double threshold) {
    return calibration.steps().stream()
        .filter(step -> step.threshold() == threshold)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void choosesTheLeastThresholdThatOneInAThousandUnrelatedPairsReaches() {
    for (int i = 0; i < 2_000; i++) {
      add(i < 2 ? 0.995 : i == 2 ? 0.823 : 0.3, false);
    }
    add(0.9, true);
    add(0.6, true);

    Calibration found = Calibration.of(pairs, vectors, OptionalDouble.empty());

    assertThat(found.threshold()).isEqualTo(0.83);
    assertThat(found.quantile()).isBetween(0.8229, 0.8231);
    assertThat(found.same()).isEqualTo(2);
    assertThat(found.unrelated()).isEqualTo(2_000);
    assertThat(step(found, 0.83)).isEqualTo(new Calibration.Step(0.83, 1, 2));
    assertThat(step(found, 0.5)).isEqualTo(new Calibration.Step(0.5, 2, 3));
    assertThat(step(found, 1)).isEqualTo(new Calibration.Step(1, 0, 0));
  }

  @Test
  void letsNoUnrelatedPairThroughIfThereAreFew() {
    add(0.92, false);
    add(0.4, false);
    add(0.95, true);
    assertThat(Calibration.of(pairs, vectors, OptionalDouble.empty()).threshold()).isEqualTo(0.93);
  }

  @Test
  void choosesOneIfUnrelatedPairsAreEqual() {
    add(1, false);
    add(0.95, true);
    assertThat(Calibration.of(pairs, vectors, OptionalDouble.empty()).threshold()).isEqualTo(1);
  }

  @Test
  void measuresAThresholdThatIsGiven() {
    add(0.42, false);
    add(0.95, true);
    Calibration found = Calibration.of(pairs, vectors, OptionalDouble.of(0.405));
    assertThat(found.threshold()).isEqualTo(0.405);
    assertThat(found.steps().get(0)).isEqualTo(new Calibration.Step(0.405, 1, 1));
  }

  @Test
  void makesParaphrasesAndUnrelatedPairsThatShareWords() {
    List<LabelledPair> planted = PlantedPairs.make();
    assertThat(planted).isEqualTo(PlantedPairs.make()).doesNotHaveDuplicates();
    assertThat(planted.stream().filter(LabelledPair::same)).hasSize(240);
    assertThat(planted.stream().filter(pair -> !pair.same())).hasSizeGreaterThan(3_000);
    LabelledPair first = planted.get(0);
    assertThat(first.same()).isTrue();
    assertThat(first.a()).isNotEqualTo(first.b()).contains("What should be done first?");
    assertThat(first.b()).containsPattern(" (was|were) ");
  }

  @Test
  void separatesParaphrasesBetterWithAModelThanByWords() {
    List<LabelledPair> planted = firstCategory();
    try (Embedder words = new WordEmbedder();
        Embedder minilm = Encoders.load(Optional.empty())) {
      Calibration byWords = calibrate(words, planted);
      Calibration byModel = calibrate(minilm, planted);
      assertThat(byModel.same()).isEqualTo(40);
      assertThat(step(byModel, byModel.threshold()).found())
          .as("by words: " + byWords + ", by the model: " + byModel)
          .isGreaterThan(2 * step(byWords, byWords.threshold()).found());
    }
  }

  private static List<LabelledPair> firstCategory() {
    return PlantedPairs.make().stream()
        .filter(
            pair ->
                (pair.a() + pair.b())
                    .matches("(?s).*(What should be done first|Which action should come first).*"))
        .toList();
  }

  private static Calibration calibrate(Embedder embedder, List<LabelledPair> pairs) {
    List<String> texts = Calibration.texts(pairs);
    List<TextVector> embeddings = embedder.embed(texts);
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      vectors.put(texts.get(i), embeddings.get(i).vector());
    }
    return Calibration.of(pairs, vectors, OptionalDouble.empty());
  }
}
