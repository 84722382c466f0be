package org.wordsight.dedup;

/** The cosine of two vectors. */
public final class Cosine {
  private Cosine() {}

  /**
   * The cosine, in double precision and in one fixed order of sums. The cosine is exactly 1 for
   * equal vectors, and 0 if one vector is all zeros.
   */
  public static double of(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " and " + b.length + " dimensions");
    }
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    double lengths = Math.sqrt(squaresOfA * squaresOfB);
    return lengths == 0 ? 0 : Math.max(-1, Math.min(1, product / lengths));
  }
}
