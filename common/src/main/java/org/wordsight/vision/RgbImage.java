package org.wordsight.vision;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.wordsight.data.Sha256;

/**
 * A picture of 8-bit red, green and blue. Most models use only the colours. If a file has an
 * opacity for each pixel, it is kept for the model that uses it.
 *
 * @param width pixels in a row, at least 1
 * @param height rows, at least 1
 * @param rgb red, green, blue of each pixel, row by row from the top left; the array is not copied
 *     and must not be changed
 * @param alpha of each pixel, 0 transparent to 255 opaque, likewise; absent if all are opaque
 */
public record RgbImage(int width, int height, byte[] rgb, Optional<byte[]> alpha) {
  public static final int CHANNELS = 3;

  public RgbImage {
    Objects.requireNonNull(rgb, "rgb");
    long pixels = (long) width * height;
    if (width < 1 || height < 1 || rgb.length != CHANNELS * pixels) {
      throw new IllegalArgumentException(
          "An RGB image of %d x %d pixels has %d bytes, got %d"
              .formatted(width, height, CHANNELS * pixels, rgb.length));
    }
    if (alpha.isPresent() && alpha.get().length != pixels) {
      throw new IllegalArgumentException(
          "An image of %d x %d pixels has %d bytes of alpha, got %d"
              .formatted(width, height, pixels, alpha.get().length));
    }
  }

  /** An opaque picture. */
  public RgbImage(int width, int height, byte[] rgb) {
    this(width, height, rgb, Optional.empty());
  }

  /**
   * The opaque picture before a white background, with the rounding of Pillow's {@code
   * Image.alpha_composite}.
   */
  public RgbImage overWhite() {
    if (alpha.isEmpty()) {
      return this;
    }
    byte[] blended = new byte[rgb.length];
    for (int i = 0; i < blended.length; i++) {
      // Seven bits of the coefficients are fractions; their sum is 255 in these units.
      int share = (alpha.get()[i / CHANNELS] & 0xff) << 7;
      int sum = (rgb[i] & 0xff) * share + 255 * ((255 << 7) - share) + (0x80 << 7);
      blended[i] = (byte) (((sum >> 8) + sum) >> 8 >> 7);
    }
    return new RgbImage(width, height, blended);
  }

  /** SHA-256 over the bytes of {@link #rgb}, in lower-case hexadecimal. */
  public String sha256() {
    return Sha256.plain(rgb);
  }

  /** Equal in size, in every pixel, and in its alpha. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage that
        && width == that.width
        && height == that.height
        && Arrays.equals(rgb, that.rgb)
        && Arrays.equals(alpha.orElse(null), that.alpha.orElse(null));
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
