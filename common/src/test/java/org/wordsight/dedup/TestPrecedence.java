package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestPrecedence {
  private static Precedence at(int wave, long rank, long... preferences) {
    return Precedence.of(wave, preferences, rank);
  }

  @Test
  void ordersByWaveThenPreferencesThenRank() {
    List<Precedence> sorted =
        List.of(at(0, 9, 0, 5), at(0, 3, 1, 2), at(0, 4, 1, 2), at(0, 1, 1, 3), at(1, 0, 0, 0));
    assertThat(Stream.of(2, 4, 0, 3, 1).map(sorted::get).sorted())
        .containsExactlyElementsOf(sorted);
  }

  @Test
  void keepsThePreferredOneOfAWaveAndLetsEarlierWavesStand() {
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.7), Integer.MAX_VALUE)) {
      ComparedText text = ComparedText.of("a b c d e f g");
      assertThat(selection.decide(at(0, 7, 1), text)).isEqualTo(new Choice.Kept());
      assertThat(selection.decide(at(0, 2, 5), text))
          .isEqualTo(new Choice.Duplicate(7, Choice.Method.EXACT, 1));
      assertThat(selection.decisions().cluster(0)).as("the smallest rank").isEqualTo(2);
      assertThat(selection.decide(at(1, 9, 0), text))
          .isEqualTo(new Choice.Duplicate(7, Choice.Method.EXACT, 1));
      assertThatThrownBy(() -> selection.decide(at(0, 10, 9), text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Rank 10 comes after 9");
    }
  }
}
