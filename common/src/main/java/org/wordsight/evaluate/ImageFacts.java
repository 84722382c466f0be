package org.wordsight.evaluate;

import org.wordsight.vision.RgbImage;

/**
 * Which picture a model was shown.
 *
 * @param sha256 of the file's bytes; empty where no image was looked at, or none could be read
 * @param width pixels in a row as decoded; 0 if it was not
 * @param height rows
 * @param pixelsSha256 of the decoded 8-bit red, green and blue, row by row; it tells two decoders
 *     of one file apart; empty if it was not decoded
 */
public record ImageFacts(String sha256, int width, int height, String pixelsSha256) {
  static final ImageFacts NONE = new ImageFacts("", 0, 0, "");

  static ImageFacts of(String sha256, RgbImage pixels) {
    return new ImageFacts(sha256, pixels.width(), pixels.height(), pixels.sha256());
  }

  static ImageFacts undecoded(String sha256) {
    return new ImageFacts(sha256, 0, 0, "");
  }
}
