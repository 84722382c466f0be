package org.wordsight.vision;

/** libjpeg's conversion of luminance and chrominance to colours, in its 16-bit fixed point. */
final class YccToRgb {
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);
  private static final int[] RED_OF_CR = new int[256];
  private static final int[] BLUE_OF_CB = new int[256];
  private static final int[] GREEN_OF_CR = new int[256];
  private static final int[] GREEN_OF_CB = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int centred = i - 128;
      RED_OF_CR[i] = (fixed(1.40200) * centred + HALF) >> BITS;
      BLUE_OF_CB[i] = (fixed(1.77200) * centred + HALF) >> BITS;
      GREEN_OF_CR[i] = -fixed(0.71414) * centred;
      GREEN_OF_CB[i] = -fixed(0.34414) * centred + HALF;
    }
  }

  private YccToRgb() {}

  /**
   * Converts a row.
   *
   * @param ycc components of each pixel, luminance first
   * @param stride components of a pixel; those after the third are not read
   * @param to the start of the row in {@code rgb}
   */
  static void convert(byte[] ycc, int stride, int width, byte[] rgb, int to) {
    for (int x = 0; x < width; x++) {
      int y = ycc[stride * x] & 0xff;
      int cb = ycc[stride * x + 1] & 0xff;
      int cr = ycc[stride * x + 2] & 0xff;
      rgb[to + 3 * x] = clamp(y + RED_OF_CR[cr]);
      rgb[to + 3 * x + 1] = clamp(y + ((GREEN_OF_CB[cb] + GREEN_OF_CR[cr]) >> BITS));
      rgb[to + 3 * x + 2] = clamp(y + BLUE_OF_CB[cb]);
    }
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  private static int fixed(double x) {
    return (int) (x * (1 << BITS) + 0.5);
  }
}
