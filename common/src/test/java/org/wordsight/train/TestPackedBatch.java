package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestPackedBatch {

  @Test
  void putsSamplesOneAfterTheOtherWithoutTheirLastTokens() {
    PackedBatch batch =
        PackedBatch.of(
            List.of(
                new TrainingExample("a", new int[] {1, 2, 3, 4}, 2),
                new TrainingExample("b", new int[] {5, 6}, 1)));
    assertThat(batch.ids()).containsExactly(1, 2, 3, 5);
    assertThat(batch.lengths()).containsExactly(3, 1);
    assertThat(batch.tokens()).isEqualTo(4);
  }

  @Test
  void takesTheTokensAfterTheLastPositionsAsLabels() {
    PackedBatch batch =
        PackedBatch.of(
            List.of(
                new TrainingExample("a", new int[] {1, 2, 3, 4}, 2),
                new TrainingExample("b", new int[] {5, 6}, 1)));
    assertThat(batch.targets()).containsExactly(2, 1);
    assertThat(batch.labels()).containsExactly(3, 4, 6);
    assertThat(batch.rows()).containsExactly(0, 0, 1);
  }
}
