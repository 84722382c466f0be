package org.wordsight.train;

import java.util.stream.IntStream;

/** The global L2 norm of a gradient, and clipping to it. Sums have a fixed order. */
final class GradientNorm {
  private static final int CHUNK = 1 << 16;

  private GradientNorm() {}

  static double of(float[] gradient) {
    int chunks = (gradient.length + CHUNK - 1) / CHUNK;
    double[] sums =
        IntStream.range(0, chunks)
            .parallel()
            .mapToDouble(chunk -> sumOfSquares(gradient, chunk * CHUNK))
            .toArray();
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return Math.sqrt(total);
  }

  private static double sumOfSquares(float[] gradient, int from) {
    int to = Math.min(gradient.length, from + CHUNK);
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) gradient[i] * gradient[i];
    }
    return sum;
  }

  /** Multiplies by min(1, maximum / (norm + 1e-6)), as torch's clip_grad_norm_ does. */
  static void clip(float[] gradient, double norm, double maximum) {
    float factor = (float) Math.min(1, maximum / (norm + 1e-6));
    if (factor == 1f) {
      return;
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= factor;
    }
  }
}
