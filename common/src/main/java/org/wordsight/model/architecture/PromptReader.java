package org.wordsight.model.architecture;

import java.util.List;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.SeenImage;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.RgbImage;

/** Turns a chat's tokens and images into a prompt for the decoder. */
public interface PromptReader extends AutoCloseable {
  /**
   * @param ids of the rendered chat, one placeholder an image
   * @throws org.wordsight.error.WordsightException if placeholders and images differ in number, or
   *     this model cannot see an image
   */
  Prompt read(int[] ids, List<RgbImage> images);

  /** The images of a prompt after the processor, under the names of Hugging Face's processor. */
  ProcessedImages processed(int[] ids, List<RgbImage> images);

  /**
   * Embeddings [N, D] of prompts, one after the other, with images in their places.
   *
   * @param ids_N of all prompts, placeholders repeated
   * @param images of all prompts, in the order of their placeholders
   */
  Tensor embed(Scope scope, Decoder decoder, int[] ids_N, List<Prompt.PreparedImage> images);

  /**
   * The states for the cross-attention layers, in the prompt's order. Empty if images are among the
   * embeddings.
   *
   * @param images of one prompt
   */
  default List<SeenImage> look(Scope scope, List<Prompt.PreparedImage> images) {
    return List.of();
  }

  @Override
  void close();
}
