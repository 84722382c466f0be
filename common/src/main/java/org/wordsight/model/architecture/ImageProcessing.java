package org.wordsight.model.architecture;

import java.util.List;
import java.util.Map;
import org.wordsight.vision.RgbImage;

/** A family's image processor. It needs no weights. */
public interface ImageProcessing {
  /**
   * An image after the processor.
   *
   * @param pixels red, green and blue after every resize, before normalisation
   * @param shape of {@code pixels}
   * @param sizes the sizes that follow from it, under the names in transformers
   */
  record Pixels(byte[] pixels, List<Long> shape, Map<String, List<Long>> sizes) {}

  /**
   * Prepares an image.
   *
   * @param name the image's name in messages
   * @throws org.wordsight.error.WordsightException if such a model cannot see the image
   */
  Pixels process(RgbImage image, String name);

  /**
   * Checks that an image of this size can be shown.
   *
   * @throws org.wordsight.error.WordsightException if it cannot
   */
  default void requireSize(int width, int height, String name) {
    // Most families can show images of every size.
  }
}
