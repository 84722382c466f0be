package org.wordsight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestScores {
  private static final List<Double> LIKES_B = List.of(-2.0, -0.5, -3.0, -0.5, -4.0);

  @Test
  void keepsEveryItemInTheOfficialDenominatorAndNeverMatchesANullAnswer() {
    List<Prediction> predictions =
        List.of(
            prediction("1", "B", "B", "B"),
            prediction("2", "B", null, "B"),
            prediction("3", "C", "A", "A"));

    assertThat(all(predictions, Scoring.OFFICIAL)).satisfies(a -> counts(a, 3, 1));
    assertThat(all(predictions, Scoring.REPAIRED)).satisfies(a -> counts(a, 3, 2));
  }

  @Test
  void takesTheEarlierOfTwoEquallyLikelyLetters() {
    List<Prediction> predictions =
        List.of(prediction("1", "E", "B", "B"), prediction("2", "E", "D", "D"));

    assertThat(all(predictions, Scoring.LOGLIKELIHOOD)).satisfies(a -> counts(a, 2, 1));
  }

  @Test
  void countsAnItemThatWasNotAskedAsWrongInEveryScoring() {
    Prediction missing = new Prediction("1", "x", "INVALID", List.of(), Optional.of("A"), "A");

    for (Scoring scoring : Scoring.values()) {
      assertThat(all(List.of(missing), scoring))
          .as(scoring.label())
          .satisfies(a -> counts(a, 1, 0));
    }
  }

  @Test
  void scoresEachCategorySeparately() {
    List<Prediction> predictions =
        List.of(
            new Prediction("1", "[Child Safety]", "A", List.of(), Optional.of("A"), "A"),
            new Prediction("2", "[Child Safety]", "B", List.of(), Optional.of("A"), "A"),
            new Prediction("3", "[Norm Situation]", "E", List.of(), Optional.of("E"), "E"));

    assertThat(Scores.accuracies(predictions))
        .hasSize(9)
        .filteredOn(a -> a.scoring() == Scoring.OFFICIAL && a.category().isPresent())
        .extracting(a -> a.category().get() + " " + a.correct() + "/" + a.n())
        .containsExactly("[Child Safety] 1/2", "[Norm Situation] 1/1");
  }

  @Test
  void pairsTheItemsThatBothSidesAnswered() {
    List<Prediction> before =
        List.of(
            prediction("1", "A", "B", "B"),
            prediction("2", "B", "B", "B"),
            prediction("3", "C", "B", "B"));
    List<Prediction> after =
        List.of(
            prediction("3", "B", "B", "B"),
            prediction("2", "D", "B", "B"),
            prediction("1", "B", "B", "B"));

    List<PairedComparison> comparisons = Scores.comparisons(before, after);

    assertThat(comparisons).extracting(PairedComparison::scoring).containsExactly(Scoring.values());
    PairedComparison official = comparisons.get(0);
    assertThat(official.gained()).isEqualTo(2);
    assertThat(official.lost()).isEqualTo(1);
    assertThat(official.n()).isEqualTo(3);
    assertThat(official.difference()).isEqualTo(1.0 / 3);
    assertThat(comparisons.get(2).difference()).as("the likelihoods are the same").isZero();
    assertThat(Scores.comparisons(before, List.of(prediction("9", "A", "A", "A")))).isEmpty();
  }

  private static Prediction prediction(String id, String letter, String gold, String repaired) {
    return new Prediction(id, "x", letter, LIKES_B, Optional.ofNullable(gold), repaired);
  }

  private static Accuracy all(List<Prediction> predictions, Scoring scoring) {
    return Scores.accuracies(predictions).stream()
        .filter(a -> a.scoring() == scoring && a.category().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static void counts(Accuracy accuracy, int n, int correct) {
    assertThat(accuracy.n()).isEqualTo(n);
    assertThat(accuracy.correct()).isEqualTo(correct);
    assertThat(accuracy.fraction()).isEqualTo((double) correct / n);
  }
}
