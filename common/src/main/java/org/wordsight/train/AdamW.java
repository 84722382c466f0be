package org.wordsight.train;

import java.util.stream.IntStream;

/**
 * AdamW as torch.optim computes it, in float32, over flat vectors. Weight decay is 0, as in the
 * paper.
 */
public final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final int CHUNK = 1 << 16;

  private final float[] firstMoments;
  private final float[] secondMoments;

  /** Continues from these moments, and changes them in place. They are zeros at the start. */
  public AdamW(float[] firstMoments, float[] secondMoments) {
    this.firstMoments = firstMoments;
    this.secondMoments = secondMoments;
  }

  public AdamW(int size) {
    this(new float[size], new float[size]);
  }

  public float[] firstMoments() {
    return firstMoments;
  }

  public float[] secondMoments() {
    return secondMoments;
  }

  /**
   * Changes {@code parameters} in place.
   *
   * @param gradient already clipped
   * @param step from 1
   */
  public void update(float[] parameters, float[] gradient, double learningRate, int step) {
    float stepSize = (float) -(learningRate / (1 - Math.pow(BETA1, step)));
    float correction = (float) Math.sqrt(1 - Math.pow(BETA2, step));
    int chunks = (parameters.length + CHUNK - 1) / CHUNK;
    IntStream.range(0, chunks)
        .parallel()
        .forEach(
            chunk -> {
              int from = chunk * CHUNK;
              int to = Math.min(parameters.length, from + CHUNK);
              update(parameters, gradient, from, to, stepSize, correction);
            });
  }

  private void update(
      float[] parameters, float[] gradient, int from, int to, float stepSize, float correction) {
    float weight1 = (float) (1 - BETA1);
    float beta2 = (float) BETA2;
    float weight2 = (float) (1 - BETA2);
    float epsilon = (float) EPSILON;
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      float m = firstMoments[i] + weight1 * (g - firstMoments[i]);
      float v = secondMoments[i] * beta2 + weight2 * g * g;
      firstMoments[i] = m;
      secondMoments[i] = v;
      float denominator = (float) Math.sqrt(v) / correction + epsilon;
      parameters[i] += stepSize * m / denominator;
    }
  }
}
