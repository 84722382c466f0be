package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

@NeedsGpu
class TestUploadsOnGpu {
  private static final int MANY = 50;

  /** The host's memory is used again and again while copies are still to be made. */
  @Test
  void bringTheNumbersOfTheirMoment() {
    Random random = new Random(1);
    long[][] numbers = new long[MANY][];
    Tensor[] tensors = new Tensor[MANY];
    try (Scope scope = Device.gpu(0).scope()) {
      for (int i = 0; i < MANY; i++) {
        numbers[i] = random.longs(10_000).toArray();
        tensors[i] = scope.longs(numbers[i].clone(), 100, 100);
      }
      for (int i = 0; i < MANY; i++) {
        assertThat(tensors[i].shape()).containsExactly(100, 100);
        assertThat(tensors[i].toLongs()).isEqualTo(numbers[i]);
      }
      assertThat(scope.longs(new long[0], 0).elements()).isZero();
    }
  }
}
