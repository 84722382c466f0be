package org.wordsight.model.architecture;

import java.util.List;
import java.util.Map;
import org.wordsight.vision.RgbImage;

/** What a family's image processor does, known without any weights. */
public interface ImageProcessing {
  /**
   * What an image becomes.
   *
   * @param pixels red, green and blue after every resize, before normalisation
   * @param shape of {@code pixels}
   * @param sizes that follow, under the names that transformers gives them
   */
  record Pixels(byte[] pixels, List<Long> shape, Map<String, List<Long>> sizes) {}

  /**
   * Prepares an image.
   *
   * @param name what messages call the image
   * @throws org.wordsight.error.WordsightException if the image cannot be shown to such a model
   */
  Pixels process(RgbImage image, String name);

  /**
   * Looks whether an image of this size can be shown.
   *
   * @throws org.wordsight.error.WordsightException if it cannot
   */
  default void requireSize(int width, int height, String name) {
    // Most families show images of every size.
  }
}
