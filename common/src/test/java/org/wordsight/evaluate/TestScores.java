package org.wordsight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestScores {
  private static final List<Double> LIKES_B = List.of(-2.0, -0.5, -3.0, -0.5, -4.0);

  @Test
  void keepsEveryItemInTheOfficialDenominatorAndNeverMatchesANullAnswer() {
    List<Answer> answers =
        List.of(
            answer("1", "B", "B", "B"), answer("2", "B", null, "B"), answer("3", "C", "A", "A"));

    assertThat(all(answers, Scoring.OFFICIAL)).satisfies(a -> counts(a, 3, 1));
    assertThat(all(answers, Scoring.REPAIRED)).satisfies(a -> counts(a, 3, 2));
  }

  @Test
  void takesTheEarlierOfTwoEquallyLikelyLetters() {
    List<Answer> answers = List.of(answer("1", "E", "B", "B"), answer("2", "E", "D", "D"));

    assertThat(all(answers, Scoring.LOGLIKELIHOOD)).satisfies(a -> counts(a, 2, 1));
  }

  @Test
  void countsAnItemThatWasNotAskedAsWrongInEveryScoring() {
    Answer missing = new Answer("1", "x", "INVALID", List.of(), Optional.of("A"), "A");

    for (Scoring scoring : Scoring.values()) {
      assertThat(all(List.of(missing), scoring))
          .as(scoring.label())
          .satisfies(a -> counts(a, 1, 0));
    }
  }

  @Test
  void scoresEachCategoryApart() {
    List<Answer> answers =
        List.of(
            new Answer("1", "[Child Safety]", "A", List.of(), Optional.of("A"), "A"),
            new Answer("2", "[Child Safety]", "B", List.of(), Optional.of("A"), "A"),
            new Answer("3", "[Norm Situation]", "E", List.of(), Optional.of("E"), "E"));

    assertThat(Scores.accuracies(answers))
        .hasSize(9)
        .filteredOn(a -> a.scoring() == Scoring.OFFICIAL && a.category().isPresent())
        .extracting(a -> a.category().get() + " " + a.correct() + "/" + a.n())
        .containsExactly("[Child Safety] 1/2", "[Norm Situation] 1/1");
  }

  @Test
  void pairsTheItemsThatBothSidesAnswered() {
    List<Answer> before =
        List.of(answer("1", "A", "B", "B"), answer("2", "B", "B", "B"), answer("3", "C", "B", "B"));
    List<Answer> after =
        List.of(answer("3", "B", "B", "B"), answer("2", "D", "B", "B"), answer("1", "B", "B", "B"));

    List<Comparison> comparisons = Scores.comparisons(before, after);

    assertThat(comparisons).extracting(Comparison::scoring).containsExactly(Scoring.values());
    Comparison official = comparisons.get(0);
    assertThat(official.gained()).isEqualTo(2);
    assertThat(official.lost()).isEqualTo(1);
    assertThat(official.n()).isEqualTo(3);
    assertThat(official.difference()).isEqualTo(1.0 / 3);
    assertThat(comparisons.get(2).difference()).as("the likelihoods are the same").isZero();
    assertThat(Scores.comparisons(before, List.of(answer("9", "A", "A", "A")))).isEmpty();
  }

  private static Answer answer(String id, String letter, String gold, String repaired) {
    return new Answer(id, "x", letter, LIKES_B, Optional.ofNullable(gold), repaired);
  }

  private static Accuracy all(List<Answer> answers, Scoring scoring) {
    return Scores.accuracies(answers).stream()
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
