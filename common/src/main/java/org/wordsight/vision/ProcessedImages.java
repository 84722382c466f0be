package org.wordsight.vision;

import java.util.List;
import java.util.Map;

/**
 * What a model's processor makes of a prompt's images, under the names that Hugging Face's gives:
 * for comparing the two.
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

  /** Of a prompt that shows nothing. */
  public static ProcessedImages none() {
    return new ProcessedImages(Map.of(), new float[0], List.of());
  }
}
