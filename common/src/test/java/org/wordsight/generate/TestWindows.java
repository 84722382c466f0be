package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.model.layer.RowSpan;

class TestWindows {
  @Test
  void readsShortRowsTogetherAndALongOneInPieces() {
    assertThat(
            Windows.of(
                List.of(new RowSpan(4, 0, 3), new RowSpan(5, 0, 9), new RowSpan(6, 7, 2)), 8))
        .containsExactly(
            List.of(new RowSpan(4, 0, 3), new RowSpan(5, 0, 5)),
            List.of(new RowSpan(5, 5, 4), new RowSpan(6, 7, 2)));
  }

  @Test
  void fillsTheLastWindowExactly() {
    assertThat(Windows.of(List.of(new RowSpan(0, 0, 8)), 4))
        .containsExactly(List.of(new RowSpan(0, 0, 4)), List.of(new RowSpan(0, 4, 4)));
  }
}
