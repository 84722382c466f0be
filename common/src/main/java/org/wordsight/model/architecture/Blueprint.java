package org.wordsight.model.architecture;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.wordsight.model.layer.DecoderConfig;

/** What a checkpoint's configuration implies: sizes, tensors, and how prompts are read. */
public interface Blueprint {
  String modelType();

  DecoderConfig decoder();

  /** Whether prompts can hold images. */
  boolean readsImages();

  /** The token that stands for an image in a rendered chat; empty where no images are read. */
  default OptionalInt imagePlaceholder() {
    return OptionalInt.empty();
  }

  /**
   * The names of the language part, which releases of Hugging Face's library write differently.
   *
   * @param present the tensors that the checkpoint has
   */
  DecoderNames names(Set<String> present);

  /** Every tensor that must be there, with its shape. */
  Map<String, List<Long>> tensors(Set<String> present);

  /**
   * Looks at the image processor's settings: whether they can be used, and fit the sizes of the
   * vision part. Nothing to look at where no images are read.
   *
   * @throws org.wordsight.error.WordsightException if they are missing, broken, or do not fit
   */
  default void requireImageProcessor() {
    // Nothing to look at.
  }

  /**
   * The part that turns prompts into embeddings.
   *
   * @param weights has every tensor above
   */
  PromptReader promptReader(WeightLoader weights, Backend backend);
}
