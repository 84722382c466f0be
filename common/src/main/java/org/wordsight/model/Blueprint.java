package org.wordsight.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wordsight.model.layer.DecoderConfig;

/** What a checkpoint's configuration implies: sizes, tensors, and how prompts are read. */
public interface Blueprint {
  String modelType();

  DecoderConfig decoder();

  /** Whether prompts can hold images. */
  boolean readsImages();

  /**
   * The names of the language part, which releases of Hugging Face's library write differently.
   *
   * @param present the tensors that the checkpoint has
   */
  DecoderNames names(Set<String> present);

  /** Every tensor that must be there, with its shape. */
  Map<String, List<Long>> tensors(Set<String> present);

  /**
   * The part that turns prompts into embeddings.
   *
   * @param weights has every tensor above
   */
  PromptReader promptReader(WeightLoader weights, Backend backend);
}
