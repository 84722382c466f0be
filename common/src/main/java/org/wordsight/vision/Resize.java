package org.wordsight.vision;

import java.util.Arrays;

/**
 * Pillow's antialiased resize ({@code Resample.c}), equal to the bit. It has a pass along the rows
 * and one along the columns, with weights of 22 fractional bits. The first pass gives 8-bit pixels.
 * All images are scaled by it, because models were trained on such pixels.
 */
public enum Resize {
  /** The cubic of Keys with a = -1/2. */
  BICUBIC(2.0) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      // The terms are in Pillow's order, since another order of evaluation may round differently.
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

  private final double support;

  Resize(double support) {
    this.support = support;
  }

  /** The filter's value at a distance from its centre, in source pixels when nothing shrinks. */
  abstract double weight(double distance);

  /** The distance at which the filter becomes zero, in source pixels when nothing shrinks. */
  double support() {
    return support;
  }

  /** The image at another size, with the current Pillow's pixels. */
  public RgbImage resize(RgbImage image, int width, int height) {
    return resize(image, width, height, PillowRelease.CURRENT);
  }

  /** The image at another size; the image itself if it already has this size. */
  public RgbImage resize(RgbImage image, int width, int height, PillowRelease release) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("Cannot resize to %d x %d".formatted(width, height));
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    ResizeWeights across = ResizeWeights.of(this, image.width(), width);
    ResizeWeights down = ResizeWeights.of(this, image.height(), height);
    byte[] resized = new byte[Math.multiplyExact(CHANNELS * width, height)];
    if (release.columnsFirst(image, width, height)) {
      columnsFirst(image, across, down, resized);
    } else {
      rowsFirst(image, across, down, resized);
    }
    return new RgbImage(width, height, resized);
  }

  /** Rows after the first pass wait in a ring until the second pass has used them. */
  private static void rowsFirst(
      RgbImage image, ResizeWeights across, ResizeWeights down, byte[] resized) {
    RowPass rows = new RowPass(image.width(), across);
    int stride = CHANNELS * image.width();
    int[] target = new int[CHANNELS * across.size()];
    int[] beyond = new int[target.length];
    int[][] ring = new int[down.longest() + 1][target.length];
    int done = 0;
    for (int y = 0; y < down.size(); y++) {
      int end = down.first(y) + down.count(y);
      for (done = Math.max(done, down.first(y)); done < end; done += 2) {
        boolean last = done + 1 == image.height();
        rows.pass(
            image.rgb(),
            stride * done,
            last ? stride * done : stride * (done + 1),
            ring[done % ring.length],
            last ? beyond : ring[(done + 1) % ring.length]);
      }
      passAlongColumns(ring, down, y, target);
      pack(target, resized, y);
    }
  }

  private static void columnsFirst(
      RgbImage image, ResizeWeights across, ResizeWeights down, byte[] resized) {
    RowPass rows = new RowPass(image.width(), across);
    int stride = CHANNELS * image.width();
    int[][] ring = new int[down.longest()][stride];
    int[] sums = new int[stride];
    byte[] pair = new byte[2 * stride];
    int[][] targets = new int[2][CHANNELS * across.size()];
    int done = 0;
    for (int y = 0; y < down.size(); y++) {
      int end = down.first(y) + down.count(y);
      for (done = Math.max(done, down.first(y)); done < end; done++) {
        unpack(image, done, ring[done % ring.length]);
      }
      passAlongColumns(ring, down, y, sums);
      pack(sums, pair, y % 2);
      if (y % 2 == 1 || y + 1 == down.size()) {
        rows.pass(pair, 0, stride, targets[0], targets[1]);
        for (int row = y - y % 2; row <= y; row++) {
          pack(targets[row % 2], resized, row);
        }
      }
    }
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

  /** Rows are integers, because the compiler then turns these sums into vector instructions. */
  private static void passAlongColumns(int[][] ring, ResizeWeights down, int y, int[] target) {
    int first = down.first(y);
    int count = down.count(y);
    int[] weights = down.values();
    int at = down.offset(y);
    Arrays.fill(target, ResizeWeights.HALF);
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      add(
          target,
          ring[(first + k) % ring.length],
          ring[(first + k + 1) % ring.length],
          ring[(first + k + 2) % ring.length],
          ring[(first + k + 3) % ring.length],
          weights[at + k],
          weights[at + k + 1],
          weights[at + k + 2],
          weights[at + k + 3]);
    }
    for (; k < count; k++) {
      add(target, ring[(first + k) % ring.length], weights[at + k]);
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = ResizeWeights.clamp(target[i]);
    }
  }

  private static void add(int[] sums, int[] row, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  private static void add(
      int[] sums, int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
    }
  }
}
