package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.NeedsGpu;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** What comes back from a GPU has the numbers of its moment, however much the GPU has to do. */
@NeedsGpu
class TestPendingNumbersOnGpu {
  /** An addition of so many numbers takes the GPU longer than the host. */
  private static final int SIZE = 50_000_000;

  private static final int ADDITIONS = 100;

  private static void add(Vectors vectors, Tensor sum_P, Tensor ones_P) {
    for (int i = 0; i < ADDITIONS; i++) {
      vectors.add(sum_P, ones_P);
    }
  }

  @Test
  void haveTheNumbersOfTheirMoment() {
    GpuBackend gpu = new GpuBackend(Device.gpu(0), ActivationType.BFLOAT16);
    try (Vectors vectors = new Vectors(gpu);
        Scope scope = vectors.scope()) {
      Tensor ones_P =
          vectors.of(
              scope,
              SIZE,
              (start, into) -> {
                while (into.hasRemaining()) {
                  into.put(1);
                }
              });
      Tensor sum_P = vectors.zeros(scope, SIZE);
      HostCopy copy = new HostCopy(vectors, scope, sum_P);
      add(vectors, sum_P, ones_P);
      PendingNumbers pending = PendingNumbers.of(vectors, scope, sum_P);
      copy.begin();
      add(vectors, sum_P, ones_P);
      assertEach(pending.await().memory(), ADDITIONS);
      assertEach(copy.floats(), ADDITIONS);

      copy.begin();
      assertEach(copy.floats(), 2 * ADDITIONS);
      assertEach(pending.await().memory(), ADDITIONS);
    }
  }

  private static void assertEach(FloatBuffer numbers, float expected) {
    assertThat(numbers.remaining()).isEqualTo(SIZE);
    for (int i = 0; i < SIZE; i++) {
      if (numbers.get(i) != expected) {
        assertThat(numbers.get(i)).as("number %d", i).isEqualTo(expected);
      }
    }
  }
}
