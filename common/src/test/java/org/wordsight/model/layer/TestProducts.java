package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

@Tag("any-threads")
class TestProducts {
  private static final int IN = 600;
  private static final int OUT = 45;

  private final Random random = new Random(8);
  private final Scope scope = Device.CPU.scope();

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @EnumSource(Products.class)
  void multiplyAndAddLikeDoublePrecision(Products products) {
    assumeSupported(products);
    float[] weights = bfloat16(OUT * IN, 0.05f);
    float[] bias = gaussian(OUT);
    try (Kernels kernels = kernels(products)) {
      Matrix matrix = matrix(products, weights);
      for (int rows : new int[] {1, 2, 5, 6, 7, 33, 130}) {
        float[] x = gaussian(rows * IN);
        float[] y = new float[rows * OUT];
        Arrays.fill(y, 0.125f);
        Tensor x_ND = scope.floats(x, rows, IN);
        assertClose(product(kernels, x_ND, matrix, new float[0]), x, weights, new float[OUT]);
        assertClose(product(kernels, x_ND, matrix, bias), x, weights, bias);
        assertClose(
            kernels.infer(scope, "head_product", x_ND, matrix).toFloats(),
            x,
            weights,
            new float[OUT]);
        float[] sums =
            kernels.infer(scope, "added", scope.floats(y, rows, OUT), x_ND, matrix).toFloats();
        float[] eighths = new float[OUT];
        Arrays.fill(eighths, 0.125f);
        assertClose(sums, x, weights, eighths);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1e-15f, 1e-5f, 3, 7e4f, 1e15f, 1e30f})
  void halvesHoldSmallAndLargeNumbers(float size) {
    assumeSupported(Products.HALF);
    float[] weights = bfloat16(OUT * IN, size);
    float[] x = gaussian(3 * IN);
    try (Kernels kernels = kernels(Products.HALF)) {
      Matrix matrix = matrix(Products.HALF, weights);
      Tensor x_ND = scope.floats(x, 3, IN);
      assertClose(product(kernels, x_ND, matrix, new float[0]), x, weights, new float[OUT]);
    }
  }

  @Test
  void halvesKeepNumbersAMillionTimesSmallerThanTheLargest() {
    assumeSupported(Products.HALF);
    float[] weights = bfloat16(OUT * IN, 1e-3f);
    Arrays.fill(weights, 0, IN, 0);
    weights[0] = 4096;
    float[] x = gaussian(IN);
    x[0] = 0;
    try (Kernels kernels = kernels(Products.HALF)) {
      Matrix matrix = matrix(Products.HALF, weights);
      float[] y = product(kernels, scope.floats(x, 1, IN), matrix, new float[0]);
      assertClose(y, x, weights, new float[OUT]);
    }
  }

  @Test
  void halvesHoldEveryFloat16AsItIs() {
    assumeSupported(Products.HALF);
    float[] weights = new float[OUT * IN];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.scalb((float) random.nextInt(2048), random.nextInt(30) - 24);
    }
    weights[IN + 7] = 65504;
    weights[5] = 0x1p-24f;
    float[] one = new float[IN];
    try (Kernels kernels = kernels(Products.HALF)) {
      Matrix matrix = matrix(Products.HALF, weights);
      for (int column = 0; column < IN; column++) {
        Arrays.fill(one, 0);
        one[column] = 1;
        float[] y = product(kernels, scope.floats(one, 1, IN), matrix, new float[0]);
        for (int row = 0; row < OUT; row++) {
          assertThat(y[row]).isEqualTo(weights[row * IN + column]);
        }
      }
    }
  }

  @Test
  void aRowOfHalvesDoesNotDependOnOtherRows() {
    assumeSupported(Products.HALF);
    float[] x = gaussian(40 * IN);
    try (Kernels kernels = kernels(Products.HALF)) {
      Matrix matrix = matrix(Products.HALF, bfloat16(OUT * IN, 0.05f));
      float[] together = product(kernels, scope.floats(x, 40, IN), matrix, new float[0]);
      float[] first = Arrays.copyOf(x, IN);
      float[] alone = product(kernels, scope.floats(first, 1, IN), matrix, new float[0]);
      assertThat(alone).isEqualTo(Arrays.copyOf(together, OUT));
    }
  }

  private static void assumeSupported(Products products) {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64") || products.isSupported(),
        "this machine's CPU has no kernels for " + products);
  }

  private Kernels kernels(Products products) {
    return MultiplyingKernels.load(products);
  }

  private Matrix matrix(Products products, float[] weights) {
    Tensor plain = scope.floats(weights, OUT, IN);
    if (products.layout().isEmpty()) {
      return scope.matrix(plain);
    }
    try (Kernels kernels =
        Kernels.load(Device.CPU, products.constants(), products.layout().get())) {
      return kernels.matrix(scope, "packed", plain);
    }
  }

  private float[] product(Kernels kernels, Tensor x_ND, Matrix matrix, float[] bias) {
    Tensor bias_O = scope.floats(bias, bias.length);
    return kernels.infer(scope, "product", x_ND, matrix, bias_O).toFloats();
  }

  /** Allows the rounding of float32 in the sum of a product's absolute terms. */
  private static void assertClose(float[] y, float[] x, float[] weights, float[] bias) {
    assertThat(y).hasSize(x.length / IN * OUT);
    for (int i = 0; i < y.length; i++) {
      double sum = bias[i % OUT];
      double terms = Math.abs(sum);
      for (int j = 0; j < IN; j++) {
        double term = (double) x[i / OUT * IN + j] * weights[i % OUT * IN + j];
        sum += term;
        terms += Math.abs(term);
      }
      assertThat((double) y[i]).isCloseTo(sum, within(terms * 1e-6 + Float.MIN_NORMAL));
    }
  }

  private float[] gaussian(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Numbers with bfloat16's eight significant bits. */
  private float[] bfloat16(int count, float size) {
    float[] values = gaussian(count);
    for (int i = 0; i < count; i++) {
      values[i] = Float.intBitsToFloat(Float.floatToIntBits(values[i] * size) & 0xffff0000);
    }
    return values;
  }
}
