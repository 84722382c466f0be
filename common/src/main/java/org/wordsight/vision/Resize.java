package org.wordsight.vision;

import java.util.Arrays;

/**
 * Pillow's antialiased resize, equal to the bit: a pass along the rows and one along the columns,
 * the first into 8-bit pixels, each with weights of 22 fractional bits (Pillow's {@code
 * Resample.c}). Nothing else scales images here, because models were trained on these pixels.
 */
public enum Resize {
  /** The cubic of Keys with a = -1/2. */
  BICUBIC(2.0) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      // Written as Pillow does: another order of evaluation may round otherwise.
      if (x < 1.0) {
        return ((A + 2.0) * x - (A + 3.0)) * x * x + 1;
      }
      return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * A : 0.0;
    }
  },
  /** A triangle. */
  BILINEAR(1.0) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      return x < 1.0 ? 1.0 - x : 0.0;
    }
  };

  private static final double A = -0.5;
  private static final int CHANNELS = RgbImage.CHANNELS;
  private static final int HALF = 1 << (ResizeWeights.BITS - 1);

  private final double support;

  Resize(double support) {
    this.support = support;
  }

  /** The filter's value at a distance from its centre, in source pixels when nothing shrinks. */
  abstract double weight(double distance);

  /** Where the filter becomes zero, in source pixels when nothing shrinks. */
  double support() {
    return support;
  }

  /** The image at another size, as the current Pillow gives it. */
  public RgbImage resize(RgbImage image, int width, int height) {
    return resize(image, width, height, PillowRelease.CURRENT);
  }

  /** The image at another size; the image itself where the size is its own. */
  public RgbImage resize(RgbImage image, int width, int height, PillowRelease release) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("Cannot resize to %d x %d".formatted(width, height));
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    boolean columnsFirst = release.columnsFirst(image, width, height);
    ResizeWeights across = ResizeWeights.of(this, image.width(), width);
    ResizeWeights down = ResizeWeights.of(this, image.height(), height);
    byte[] resized = new byte[Math.multiplyExact(CHANNELS * width, height)];
    // Source rows wait in a ring until the pass along the columns has used them, as integers:
    // the compiler turns that pass into vector instructions then.
    int[] source = new int[CHANNELS * image.width()];
    int[] target = new int[CHANNELS * width];
    int[][] ring = new int[down.longest()][columnsFirst ? source.length : target.length];
    int[] sums = new int[ring[0].length];
    int done = 0;
    for (int y = 0; y < height; y++) {
      int end = down.first(y) + down.count(y);
      for (done = Math.max(done, down.first(y)); done < end; done++) {
        int[] row = ring[done % ring.length];
        unpack(image, done, columnsFirst ? row : source);
        if (!columnsFirst) {
          passAlongRow(source, across, row);
        }
      }
      passAlongColumns(ring, down, y, sums);
      if (columnsFirst) {
        passAlongRow(sums, across, target);
      }
      pack(columnsFirst ? target : sums, resized, y);
    }
    return new RgbImage(width, height, resized);
  }

  private static void unpack(RgbImage image, int y, int[] row) {
    byte[] rgb = image.rgb();
    int from = row.length * y;
    for (int i = 0; i < row.length; i++) {
      row[i] = rgb[from + i] & 0xff;
    }
  }

  private static void pack(int[] row, byte[] rgb, int y) {
    int to = row.length * y;
    for (int i = 0; i < row.length; i++) {
      rgb[to + i] = (byte) row[i];
    }
  }

  private static void passAlongRow(int[] source, ResizeWeights across, int[] target) {
    int[] weights = across.values();
    for (int x = 0; x < across.size(); x++) {
      int from = CHANNELS * across.first(x);
      int at = across.offset(x);
      int count = across.count(x);
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int k = 0; k < count; k++) {
        int weight = weights[at + k];
        red += source[from + CHANNELS * k] * weight;
        green += source[from + CHANNELS * k + 1] * weight;
        blue += source[from + CHANNELS * k + 2] * weight;
      }
      target[CHANNELS * x] = clamp(red);
      target[CHANNELS * x + 1] = clamp(green);
      target[CHANNELS * x + 2] = clamp(blue);
    }
  }

  private static void passAlongColumns(int[][] ring, ResizeWeights down, int y, int[] target) {
    Arrays.fill(target, HALF);
    for (int k = 0; k < down.count(y); k++) {
      addRow(target, ring[(down.first(y) + k) % ring.length], down.values()[down.offset(y) + k]);
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = clamp(target[i]);
    }
  }

  private static void addRow(int[] sums, int[] row, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  private static int clamp(int sum) {
    return Math.max(0, Math.min(255, sum >> ResizeWeights.BITS));
  }
}
