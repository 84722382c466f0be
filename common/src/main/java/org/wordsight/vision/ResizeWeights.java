package org.wordsight.vision;

/**
 * The source pixels of each pixel along one axis, and their weights. The weights of a pixel sum to
 * one in {@value #BITS} fractional bits, up to their rounding.
 */
final class ResizeWeights {
  static final int BITS = 22;

  /** A sum begins with this, so that dropping its fraction rounds it. */
  static final int HALF = 1 << (BITS - 1);

  /** The weights of a pixel are padded with zeros to a multiple of this. */
  static final int STEP = 4;

  private final int[] first;
  private final int[] count;
  private final int longest;
  private final int stride;
  private final int[] values;

  private ResizeWeights(int[] first, int[] count, int longest, int stride, int[] values) {
    this.stride = stride;
    this.first = first;
    this.count = count;
    this.longest = longest;
    this.values = values;
  }

  /** The weights that scale {@code from} pixels to {@code to}. */
  static ResizeWeights of(Resize filter, int from, int to) {
    double scale = (double) from / to;
    double shrink = Math.max(1.0, scale);
    double support = filter.support() * shrink;
    double inverse = 1.0 / shrink;
    int longest = Math.min(from, (int) Math.ceil(support) * 2 + 1);
    int stride = (longest + STEP - 1) / STEP * STEP;
    int[] first = new int[to];
    int[] count = new int[to];
    int[] values = new int[Math.multiplyExact(stride, to)];
    double[] exact = new double[longest];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int low = Math.max(0, (int) (centre - support + 0.5));
      int high = Math.min(from, (int) (centre + support + 0.5));
      double sum = 0.0;
      for (int k = 0; k < high - low; k++) {
        exact[k] = filter.weight((k + low - centre + 0.5) * inverse);
        sum += exact[k];
      }
      first[i] = low;
      count[i] = high - low;
      for (int k = 0; k < high - low; k++) {
        double weight = sum == 0.0 ? exact[k] : exact[k] / sum;
        values[i * stride + k] = (int) (weight * (1 << BITS) + (weight < 0 ? -0.5 : 0.5));
      }
    }
    return new ResizeWeights(first, count, longest, stride, values);
  }

  /** The 8-bit value of a weighted sum. */
  static int clamp(int sum) {
    return Math.max(0, Math.min(255, sum >> BITS));
  }

  /** The number of pixels after scaling. */
  int size() {
    return first.length;
  }

  /** The first source pixel of pixel {@code i}. */
  int first(int i) {
    return first[i];
  }

  /** The number of source pixels of pixel {@code i}, from {@link #first} on. */
  int count(int i) {
    return count[i];
  }

  /** The most source pixels of any pixel. */
  int longest() {
    return longest;
  }

  /** The start of the weights of pixel {@code i} in {@link #values}. */
  int offset(int i) {
    return i * stride;
  }

  int[] values() {
    return values;
  }
}
