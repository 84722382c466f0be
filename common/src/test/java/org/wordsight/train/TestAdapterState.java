package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

@Tag("any-threads")
class TestAdapterState {
  private static final Offset<Float> ULPS = within(1e-7f);
  private static final double WIDE = 1e9;

  private final Vectors vectors = new Vectors(new CpuBackend(ActivationType.FLOAT32));
  private final Scope scope = vectors.scope();

  @AfterEach
  void close() {
    scope.close();
    vectors.close();
  }

  private Tensor vector(float... values) {
    return vectors.of(scope, FloatBuffer.wrap(values));
  }

  private AdapterState initial(float... values) {
    return AdapterState.initial(
        vectors, values.length, (start, into) -> into.put(values, start, into.remaining()));
  }

  /** Values of torch.optim.AdamW 2.7.1, float32, lr 0.1 then 0.05, no weight decay. */
  @Test
  void followsTorch() {
    try (AdapterState state = initial(1f, -2f, 0.5f)) {
      state.update(scope, vector(0.3f, -1e-4f, 0f), WIDE, 0.1, 1);
      assertThat(state.parameters().toFloats())
          .containsExactly(new float[] {0.9f, -1.90001f, 0.5f}, ULPS);
      state.update(scope, vector(-0.1f, 2e-3f, 1f), WIDE, 0.05, 2);
      assertThat(state.parameters().toFloats())
          .containsExactly(new float[] {0.8799891f, -1.935498f, 0.46279317f}, ULPS);
    }
  }

  @Test
  void clipsToTheNormAsTorch() {
    try (AdapterState state = initial(0, 0)) {
      Tensor gradient = vector(3, 4);
      assertThat(state.update(scope, gradient, 1.0, 0.1, 1).toDouble()).isEqualTo(5);
      assertThat(gradient.toFloats()).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
      Tensor small = vector(0.3f, 0.4f);
      state.update(scope, small, 1.0, 0.1, 2);
      assertThat(small.toFloats()).containsExactly(0.3f, 0.4f);
    }
  }

  @Test
  void measuresTheNormOfLongVectorsToo() {
    Random random = new Random(5);
    for (int size : new int[] {1, 4095, 4096, 4097, 100_000}) {
      float[] values = new float[size];
      double squares = 0;
      for (int i = 0; i < size; i++) {
        values[i] = (float) random.nextGaussian();
        squares += (double) values[i] * values[i];
      }
      double norm = Math.sqrt(squares);
      assertThat(vectors.norm(scope, vector(values)).toDouble())
          .isCloseTo(norm, within(1e-6 * norm));
    }
  }

  @Test
  void goesOnWithTheSameBitsFromASavedState() {
    float[] parameters = {1f, -2f, 0.5f};
    try (AdapterState whole = initial(parameters)) {
      whole.update(scope, vector(0.3f, -1e-4f, 0.7f), WIDE, 0.1, 1);
      HostCopy copy = whole.copyToHost(true, 0);
      try (AdapterState continued = AdapterState.of(vectors, whole.onHost(1, copy))) {
        for (int step = 2; step < 5; step++) {
          whole.update(scope, vector(-0.1f, 2e-3f, 1f), 0.5, 0.05, step);
          continued.update(scope, vector(-0.1f, 2e-3f, 1f), 0.5, 0.05, step);
        }
        assertThat(continued.parameters().toFloats()).isEqualTo(whole.parameters().toFloats());
      }
    }
  }

  @Test
  void doesNotChangeTheVectorsFromWhichItIsMade() {
    float[] parameters = {1f, 2f};
    try (AdapterState state = initial(parameters)) {
      state.update(scope, vector(1, 1), WIDE, 0.1, 1);
      assertThat(parameters).containsExactly(1f, 2f);
    }
  }

  private Tensor random(int size, int seed, boolean positive) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6) - 5));
      values[i] = positive ? Math.abs(value) : value;
    }
    return vector(values);
  }

  /**
   * Workers that share AdamW update blocks. Loops over blocks have other ends for threads and
   * vector instructions.
   */
  @Test
  void updatesBlocksWithTheBitsOfTheWholeVector() {
    int size = 200_003;
    int[] places = {0, 0, 98_304, 98_304, 98_304, 4096, 102_400, 102_400, size - 102_400};
    Tensor norm = vectors.norm(scope, random(size, 4, false));
    Object[][] states = new Object[2][];
    for (int i = 0; i < 2; i++) {
      Tensor parameters = random(size, 1, false);
      Tensor first = random(size, 2, false);
      Tensor second = random(size, 3, true);
      Tensor gradient = random(size, 4, false);
      if (i == 0) {
        vectors
            .kernels()
            .infer(scope, "updated", parameters, first, second, gradient, norm, 1.0, -1e-3, 0.7);
      } else {
        vectors
            .kernels()
            .infer(
                scope,
                "updated_blocks",
                parameters,
                first,
                second,
                gradient,
                norm,
                1.0,
                -1e-3,
                0.7,
                places);
      }
      states[i] = new Object[] {parameters.toFloats(), first.toFloats(), second.toFloats()};
    }
    assertThat(Arrays.deepEquals(states[1], states[0])).isTrue();
  }

  @Test
  void addsTheNormOfBlocksWithTheBitsOfTheWholeVector() {
    int size = 200_003;
    Tensor gradient = random(size, 5, false);
    int[] places = {98_304, 0, 101_699, 0, 0, 98_304};
    float[] parts = vectors.kernels().infer(scope, "norms_of_blocks", gradient, places).toFloats();
    float[] inOrder = new float[49];
    System.arraycopy(parts, 25, inOrder, 0, 24);
    System.arraycopy(parts, 0, inOrder, 24, 25);
    Tensor norms = scope.floats(inOrder, inOrder.length);
    assertThat(vectors.kernels().infer(scope, "norm_of", norms).toDouble())
        .isEqualTo(vectors.norm(scope, gradient).toDouble());
  }
}
