package org.wordsight.vision;

/**
 * The facts in an image file's header.
 *
 * @param format the file's format
 * @param mode Pillow's name for the kind of pixels: {@code 1}, {@code L}, {@code LA}, {@code I;16},
 *     {@code P}, {@code RGB}, {@code RGBA} or {@code CMYK}
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
