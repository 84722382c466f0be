package org.wordsight.vision;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A picture of 8-bit red, green and blue.
 *
 * @param width pixels in a row, at least 1
 * @param height rows, at least 1
 * @param rgb red, green, blue of each pixel, row by row from the top left; the array is not copied
 *     and must not be changed
 */
public record RgbImage(int width, int height, byte[] rgb) {
  public static final int CHANNELS = 3;

  public RgbImage {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1 || rgb.length != (long) CHANNELS * width * height) {
      throw new IllegalArgumentException(
          "An RGB image of %d x %d pixels has %d bytes, got %d"
              .formatted(width, height, (long) CHANNELS * width * height, rgb.length));
    }
  }

  /** SHA-256 over the bytes of {@link #rgb}, in lower-case hexadecimal. */
  public String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rgb));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Equal in size and in every pixel. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage that
        && width == that.width
        && height == that.height
        && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "RgbImage[%d x %d]".formatted(width, height);
  }
}
