package org.wordsight.vision;

import java.util.List;
import java.util.Map;

/**
 * A prompt's images after the model's processor, under the names of Hugging Face's processor, to
 * compare the two.
 *
 * @param integers sizes, masks and ids beside the pixels, in row-major order
 * @param pixelValues normalised, in row-major order; empty without images
 * @param shape of {@code pixelValues}; empty without images
 */
public record ProcessedImages(Map<String, long[]> integers, float[] pixelValues, List<Long> shape) {
  public ProcessedImages {
    integers = Map.copyOf(integers);
    shape = List.copyOf(shape);
  }

  /** The result for a prompt without images. */
  public static ProcessedImages none() {
    return new ProcessedImages(Map.of(), new float[0], List.of());
  }
}
