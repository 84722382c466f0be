package org.wordsight.vision;

/**
 * The pass along the rows, two rows at once. Two 32-bit sums share a 64-bit integer, so that one
 * multiplication serves two values. Sums stay within 32 bits, so the lower one can only borrow from
 * the upper one, and the borrow is known.
 */
final class RowPass {
  private static final int CHANNELS = RgbImage.CHANNELS;
  private static final long HALVES = ((long) ResizeWeights.HALF << 32) + ResizeWeights.HALF;

  private final ResizeWeights across;

  /** For each pixel: red and blue of one row, red and blue of the other, the greens of both. */
  private final long[] pairs;

  RowPass(int width, ResizeWeights across) {
    this.across = across;
    this.pairs = new long[CHANNELS * (width + ResizeWeights.STEP - 1)];
  }

  /**
   * Scales two rows.
   *
   * @param rgb the bytes of both rows
   * @param one the first byte of one row
   * @param other the first byte of the other; it may be the same row
   */
  void pass(byte[] rgb, int one, int other, int[] scaledOne, int[] scaledOther) {
    long[] values = pairs;
    int width = pairs.length - CHANNELS * (ResizeWeights.STEP - 1);
    for (int i = 0; i < width; i += CHANNELS) {
      long red = rgb[one + i] & 0xff;
      long green = rgb[one + i + 1] & 0xff;
      long otherRed = rgb[other + i] & 0xff;
      values[i] = red << 32 | (rgb[one + i + 2] & 0xff);
      values[i + 1] = otherRed << 32 | (rgb[other + i + 2] & 0xff);
      values[i + 2] = green << 32 | (rgb[other + i + 1] & 0xff);
    }
    int[] weights = across.values();
    for (int x = 0; x < across.size(); x++) {
      int from = CHANNELS * across.first(x);
      int at = across.offset(x);
      long redBlue = HALVES;
      long otherRedBlue = HALVES;
      long greens = HALVES;
      // Four at a time: weights and values are padded, and most filters take four pixels.
      for (int end = at + across.count(x); at < end; at += 4, from += 4 * CHANNELS) {
        long a = weights[at];
        long b = weights[at + 1];
        long c = weights[at + 2];
        long d = weights[at + 3];
        redBlue +=
            values[from] * a + values[from + 3] * b + values[from + 6] * c + values[from + 9] * d;
        otherRedBlue +=
            values[from + 1] * a
                + values[from + 4] * b
                + values[from + 7] * c
                + values[from + 10] * d;
        greens +=
            values[from + 2] * a
                + values[from + 5] * b
                + values[from + 8] * c
                + values[from + 11] * d;
      }
      int to = CHANNELS * x;
      scaledOne[to] = upper(redBlue);
      scaledOne[to + 1] = upper(greens);
      scaledOne[to + 2] = lower(redBlue);
      scaledOther[to] = upper(otherRedBlue);
      scaledOther[to + 1] = lower(greens);
      scaledOther[to + 2] = lower(otherRedBlue);
    }
  }

  private static int lower(long sums) {
    return ResizeWeights.clamp((int) sums);
  }

  private static int upper(long sums) {
    return ResizeWeights.clamp((int) ((sums - (int) sums) >> 32));
  }
}
