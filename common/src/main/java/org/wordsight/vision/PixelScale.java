package org.wordsight.vision;

/**
 * Converts 8-bit pixels to the numbers that a vision tower reads, with the arithmetic of the slow
 * image processors. The number is {@code float32(double(pixel) * rescale)}, minus the mean, divided
 * by the deviation, in float32. A channel has 256 values, so each is computed once.
 */
final class PixelScale {
  /** The mean of CLIP's training images; the default of most image processors. */
  static final double[] CLIP_MEAN = {0.48145466, 0.4578275, 0.40821073};

  private static final double[] CLIP_DEVIATION = {0.26862954, 0.26130258, 0.27577711};

  private static final int LEVELS = 256;

  private final float[][] values = new float[RgbImage.CHANNELS][LEVELS];

  private PixelScale(double rescale, double[] mean, double[] deviation) {
    for (int c = 0; c < values.length; c++) {
      for (int level = 0; level < LEVELS; level++) {
        values[c][level] = ((float) (level * rescale) - (float) mean[c]) / (float) deviation[c];
      }
    }
  }

  static PixelScale of(PreprocessorFile file) {
    return of(file, CLIP_MEAN, CLIP_DEVIATION);
  }

  /** The same, for a processor with another default mean and deviation. */
  static PixelScale of(PreprocessorFile file, double[] mean, double[] deviation) {
    double rescale = file.flag("do_rescale", true) ? file.number("rescale_factor", 1 / 255.0) : 1.0;
    if (!file.flag("do_normalize", true)) {
      return new PixelScale(rescale, new double[] {0, 0, 0}, new double[] {1, 1, 1});
    }
    double[] deviations = file.channels("image_std", deviation);
    for (double d : deviations) {
      if (!(d > 0)) {
        throw file.wrong("image_std", d, "more than 0");
      }
    }
    return new PixelScale(rescale, file.channels("image_mean", mean), deviations);
  }

  /** The values of the 256 levels of a channel (0 red, 1 green, 2 blue); not to be changed. */
  float[] channel(int c) {
    return values[c];
  }
}
