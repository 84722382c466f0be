package org.wordsight.embed;

import java.io.Serializable;

/**
 * The vector of a text.
 *
 * @param vector of length 1; all 0 if the embedder knows nothing of the text
 * @param cut whether the text was longer than the embedder reads, so that its end had no part
 */
public record TextVector(float[] vector, boolean cut) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Stands for the vector of a text that has none. */
  public static final TextVector NONE = new TextVector(new float[0], false);

  /**
   * Scales a vector to length 1. A vector of zeros stays.
   *
   * @param sums is not changed
   */
  public static TextVector of(double[] sums, boolean cut) {
    double squares = 0;
    for (double sum : sums) {
      squares += sum * sum;
    }
    double length = Math.sqrt(squares);
    float[] vector = new float[sums.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (length == 0 ? 0 : sums[i] / length);
    }
    return new TextVector(vector, cut);
  }
}
