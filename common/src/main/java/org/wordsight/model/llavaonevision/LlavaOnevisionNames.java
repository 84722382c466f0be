package org.wordsight.model.llavaonevision;

import java.util.Set;
import org.wordsight.model.architecture.DecoderNames;

/**
 * The names of the parts in a checkpoint's files.
 *
 * @param decoder the language part
 * @param tower the text before SigLIP's own names
 * @param projector the text before the projector's layers
 * @param newline the vector after each row of an image's features
 */
record LlavaOnevisionNames(DecoderNames decoder, String tower, String projector, String newline) {
  private static final String NEW_PREFIX = "model.language_model.";

  /** The names in published checkpoints and in transformers up to 4.51. */
  private static final LlavaOnevisionNames OLD =
      new LlavaOnevisionNames(
          new DecoderNames("language_model.model.", "language_model.lm_head"),
          "vision_tower.vision_model.",
          "multi_modal_projector.",
          "image_newline");

  /** The names in transformers since 4.52. */
  private static final LlavaOnevisionNames NEW =
      new LlavaOnevisionNames(
          new DecoderNames(NEW_PREFIX),
          "model.vision_tower.vision_model.",
          "model.multi_modal_projector.",
          "model.image_newline");

  static LlavaOnevisionNames of(Set<String> present) {
    return present.stream().anyMatch(name -> name.startsWith(NEW_PREFIX)) ? NEW : OLD;
  }
}
