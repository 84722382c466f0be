package org.wordsight.vision;

/**
 * What an image file says about itself before its pixels.
 *
 * @param format the file's format
 * @param mode what Pillow calls the file's kind of pixels: {@code 1}, {@code L}, {@code LA}, {@code
 *     I;16}, {@code P}, {@code RGB}, {@code RGBA} or {@code CMYK}
 * @param width pixels in a row, at least 1
 * @param height rows, at least 1
 */
public record ImageHeader(Format format, String mode, int width, int height) {
  /** The formats that {@link ImageDecoder} reads. */
  public enum Format {
    PNG,
    JPEG,
    GIF,
    WEBP
  }
}
