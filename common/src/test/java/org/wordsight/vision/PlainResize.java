package org.wordsight.vision;

/**
 * Pillow's resize, written in a simple way from its rule (Resample.c), one axis after the other.
 * The weights of an axis are computed in double precision and rounded to 22 fractional bits, half
 * away from zero. The weighted sums of 8-bit values are limited to 8 bits.
 */
final class PlainResize {
  private PlainResize() {}

  static RgbImage resize(
      Resize filter, RgbImage image, int width, int height, PillowRelease release) {
    boolean columnsFirst =
        release == PillowRelease.SINCE_13
            && image.height() > height
            && image.height() - height > 2 * (image.width() - width);
    return columnsFirst
        ? across(filter, down(filter, image, height), width)
        : down(filter, across(filter, image, width), height);
  }

  private static RgbImage across(Resize filter, RgbImage image, int width) {
    if (width == image.width()) {
      return image;
    }
    byte[] rgb = new byte[3 * width * image.height()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int line = 3 * image.width() * y + c;
          rgb[3 * (width * y + x) + c] =
              average(filter, image.rgb(), line, 3, image.width(), width, x);
        }
      }
    }
    return new RgbImage(width, image.height(), rgb);
  }

  private static RgbImage down(Resize filter, RgbImage image, int height) {
    if (height == image.height()) {
      return image;
    }
    int stride = 3 * image.width();
    byte[] rgb = new byte[stride * height];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < stride; i++) {
        rgb[stride * y + i] = average(filter, image.rgb(), i, stride, image.height(), height, y);
      }
    }
    return new RgbImage(image.width(), height, rgb);
  }

  private static byte average(
      Resize filter, byte[] values, int start, int stride, int from, int to, int at) {
    double scale = (double) from / to;
    double shrink = Math.max(1, scale);
    double inverse = 1.0 / shrink;
    double centre = (at + 0.5) * scale;
    double reach = filter.support() * shrink;
    int low = Math.max(0, (int) (centre - reach + 0.5));
    int high = Math.min(from, (int) (centre + reach + 0.5));
    double total = 0;
    for (int i = low; i < high; i++) {
      total += filter.weight((i - centre + 0.5) * inverse);
    }
    long sum = 1L << 21;
    for (int i = low; i < high; i++) {
      double weight = filter.weight((i - centre + 0.5) * inverse);
      double share = (total == 0 ? weight : weight / total) * (1 << 22);
      sum += (values[start + stride * i] & 0xff) * (long) (share < 0 ? share - 0.5 : share + 0.5);
    }
    return (byte) Math.max(0, Math.min(255, sum >> 22));
  }
}
