package org.wordsight.dedup;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A question of a test: words for the other rules, and a vector. */
record MeaningItem(String words, float[] vector) {
  ComparedText text() {
    return ComparedText.of(words);
  }

  static MeaningItem of(String words, double... vector) {
    float[] floats = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      floats[i] = (float) vector[i];
    }
    return new MeaningItem(words, floats);
  }

  /** Items with different words each, whose vectors are near a few centres. */
  static List<MeaningItem> around(Random random, int count, int dimensions, int centres) {
    double[][] middles = new double[centres][dimensions];
    for (double[] middle : middles) {
      for (int d = 0; d < dimensions; d++) {
        middle[d] = random.nextGaussian();
      }
    }
    List<MeaningItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double spread = random.nextDouble();
      double[] middle = middles[random.nextInt(centres)];
      double[] vector = new double[dimensions];
      double squares = 0;
      for (int d = 0; d < dimensions; d++) {
        vector[d] = middle[d] + spread * random.nextGaussian();
        squares += vector[d] * vector[d];
      }
      for (int d = 0; d < dimensions; d++) {
        vector[d] /= Math.sqrt(squares);
      }
      // A few items repeat another one.
      items.add(
          i > 0 && random.nextInt(10) == 0
              ? items.get(random.nextInt(i))
              : of("only words %d of w%d and v%d".formatted(i, i, i), vector));
    }
    return items;
  }
}
