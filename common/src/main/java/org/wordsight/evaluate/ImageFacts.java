package org.wordsight.evaluate;

import org.wordsight.vision.RgbImage;

/**
 * Identifies the picture that a model was shown.
 *
 * @param sha256 the hash of the file's bytes; empty if no image was shown, or none could be read
 * @param width pixels in a row of the decoded image; 0 if the image was not decoded
 * @param height rows; 0 if the image was not decoded
 * @param pixelsSha256 the hash of the decoded 8-bit red, green and blue, row by row; empty if the
 *     image was not decoded. Two decoders may give different hashes for one file.
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
