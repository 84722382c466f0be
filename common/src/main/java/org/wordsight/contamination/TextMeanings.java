package org.wordsight.contamination;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The vectors of a benchmark's texts, in the order of {@link ContaminationIndex#texts()}. */
final class TextMeanings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Without vectors, so that no text is found. */
  static final TextMeanings NONE = new TextMeanings(List.of());

  private final float[][] vectors;

  /** A text with a similar meaning. */
  record Near(int text, double cosine) {}

  /**
   * @param vectors each of length 1, or all zeros
   */
  TextMeanings(List<float[]> vectors) {
    this.vectors = vectors.stream().map(float[]::clone).toArray(float[][]::new);
  }

  int count() {
    return vectors.length;
  }

  /** The texts whose vectors reach a cosine with any of these, in their order. */
  List<Near> near(List<float[]> others, double least) {
    List<Near> near = new ArrayList<>();
    for (int text = 0; text < vectors.length; text++) {
      double cosine = -1;
      for (float[] other : others) {
        cosine = Math.max(cosine, product(vectors[text], other));
      }
      if (cosine >= least) {
        near.add(new Near(text, Math.min(1, cosine)));
      }
    }
    return List.copyOf(near);
  }

  private static double product(float[] one, float[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(one.length + " and " + other.length + " dimensions");
    }
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    return product;
  }
}
