package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

@Tag("any-threads")
class TestVectors {
  private static float[] sent(Backend backend, FloatBuffer values) {
    try (Vectors vectors = new Vectors(backend);
        Scope scope = vectors.scope()) {
      return vectors.of(scope, values).toFloats();
    }
  }

  @Test
  void takesTheHostsNumbersInBlocks() {
    Backend cpu = new CpuBackend(ActivationType.FLOAT32);
    Backend asOnAGpu = new GpuBackend(Device.CPU, ActivationType.FLOAT32);
    for (int length : new int[] {1, Vectors.BLOCK, 2 * Vectors.BLOCK + 3}) {
      float[] values = new float[length + 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = (i % 2 == 0 ? 1 : -1) * (i % 1_000_003) * 0x1p-8f;
      }
      values[1] = -0f;
      float[] expected = Arrays.copyOfRange(values, 1, 1 + length);
      FloatBuffer part = FloatBuffer.wrap(values, 1, length);
      assertThat(Arrays.equals(sent(cpu, part), expected)).as("%d numbers", length).isTrue();
      assertThat(Arrays.equals(sent(asOnAGpu, part), expected)).as("%d numbers", length).isTrue();
      assertThat(part.remaining()).as("left as it was").isEqualTo(length);
    }
  }

  private static float[] collected(Backend backend) {
    try (Vectors vectors = new Vectors(backend);
        Scope scope = vectors.scope()) {
      Tensor vector = scope.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 9);
      Tensor matrix = scope.floats(new float[] {10, 20, 30, 40, 50, 60}, 3, 2);
      vectors.collect(scope, vector, 1, List.of(matrix, scope.floats(new float[] {0.5f}, 1, 1)));
      return vector.toFloats();
    }
  }

  @Test
  void addsPartsOneAfterTheOther() {
    float[] expected = {1, 12, 23, 34, 45, 56, 67, 8.5f, 9};
    assertThat(collected(new CpuBackend(ActivationType.FLOAT32))).containsExactly(expected);
    assertThat(collected(new GpuBackend(Device.CPU, ActivationType.FLOAT32)))
        .containsExactly(expected);
  }
}
