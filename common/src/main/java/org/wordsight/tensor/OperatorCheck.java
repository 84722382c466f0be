package org.wordsight.tensor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Compares our operators on a device with libtorch's operations, before they are used there. A
 * driver that computes something else would change what a training learns.
 */
final class OperatorCheck {
  private static final String OURS = "operators_own.py";
  private static final String THEIRS = "operators_libtorch.py";

  /** More rows than a block has, and no multiple of them. */
  private static final int ROWS = 37;

  /** With these, a row of the widest heads takes several blocks of threads. */
  private static final int HEADS = 36;

  /**
   * Heads of the first widths are read in whole blocks of 16 bytes, those of the last one are not.
   */
  private static final int[] HEAD_SIZES = {128, 96, 22};

  /**
   * Libtorch rounds to bfloat16 up to four times between the operations that we join. The largest
   * difference is then four parts of 256.
   */
  private static final float ROUNDED = 8f / (1 << 8);

  private static final float EXACT = 1e-5f;

  private OperatorCheck() {}

  /**
   * The difference; empty if the results are the same.
   *
   * @param type as in {@link OwnOperators#problem}
   * @throws RuntimeException if one of both cannot compute
   */
  static Optional<String> problem(Device device, String type) {
    float tolerance = type.equals("6") ? EXACT : ROUNDED;
    for (int headSize : HEAD_SIZES) {
      Map<String, String> constants =
          Map.of(
              "activation",
              type,
              "leastKept",
              "-1000000000",
              "headSize",
              Integer.toString(headSize));
      try (Scope scope = device.scope();
          Kernels ours = Kernels.load(device, constants, OURS, "operators_check.py");
          Kernels theirs = Kernels.load(device, constants, THEIRS, "operators_check.py")) {
        Object[] inputs = inputs(scope, headSize);
        for (String kernel : List.of("dropouts", "sums", "gates", "turns")) {
          float[] result = ours.infer(scope, kernel, inputs).toFloats();
          float[] expected = theirs.infer(scope, kernel, inputs).toFloats();
          float allowed = kernel.equals("dropouts") ? 0 : tolerance;
          float difference = difference(result, expected);
          // A comparison with a result that is no number is false.
          if (!(difference <= allowed)) {
            return Optional.of(
                "they give other numbers than libtorch (%s of width %d differ by %.2e, allowed is %.2e)"
                    .formatted(kernel, HEADS * headSize, difference, allowed));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Three matrices of rows, the numbers of tokens and channels, and the angles of rows. */
  private static Object[] inputs(Scope scope, int headSize) {
    int width = HEADS * headSize;
    Random random = new Random(width);
    return new Object[] {
      normal(scope, random, ROWS, width),
      normal(scope, random, ROWS, width),
      normal(scope, random, ROWS, width),
      scope.ints(random.ints(2L * ROWS).toArray(), ROWS, 2),
      scope.ints(random.ints(width).toArray(), width),
      normal(scope, random, ROWS, headSize),
    };
  }

  private static Tensor normal(Scope scope, Random random, int rows, int width) {
    float[] numbers = new float[rows * width];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return scope.floats(numbers, rows, width);
  }

  /** The largest difference, in parts of the expected number if that is above one. */
  private static float difference(float[] result, float[] expected) {
    if (result.length != expected.length) {
      return Float.NaN;
    }
    float largest = 0;
    for (int i = 0; i < result.length; i++) {
      // Once no number, it stays so.
      largest =
          Math.max(largest, Math.abs(result[i] - expected[i]) / Math.max(1, Math.abs(expected[i])));
    }
    return largest;
  }
}
