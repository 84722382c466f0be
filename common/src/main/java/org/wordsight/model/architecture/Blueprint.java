package org.wordsight.model.architecture;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.vision.PillowRelease;

/** A model as its configuration describes it: sizes, tensors, and how prompts are read. */
public interface Blueprint {
  String modelType();

  DecoderConfig decoder();

  /** The token of an image in a rendered chat; absent if no images are read. */
  default OptionalInt imagePlaceholder() {
    return OptionalInt.empty();
  }

  /** Whether prompts can hold images. */
  default boolean readsImages() {
    return imagePlaceholder().isPresent();
  }

  /**
   * The names of the language part. They differ between releases of Hugging Face's library.
   *
   * @param present the tensors that the checkpoint has
   */
  DecoderNames names(Set<String> present);

  /** Every tensor that the checkpoint must have, with its shape. */
  Map<String, List<Long>> tensors(Set<String> present);

  /**
   * Checks that the image processor's settings can be used and fit the vision part's sizes. Without
   * images there is nothing to check.
   *
   * @throws org.wordsight.error.WordsightException if they are missing, broken, or do not fit
   */
  default void requireImageProcessor() {
    // Without images there is nothing to check.
  }

  /**
   * The part that turns prompts into embeddings.
   *
   * @param weights has every tensor above
   * @param pillow the release whose pixels the resize of images gives
   */
  PromptReader promptReader(WeightLoader weights, Backend backend, PillowRelease pillow);
}
