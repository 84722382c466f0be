package org.wordsight.model;

import java.util.List;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.RgbImage;

/** Turns a chat's tokens and images into what a decoder reads. */
public interface PromptReader extends AutoCloseable {
  /**
   * @param ids of the rendered chat, one placeholder an image
   * @throws org.wordsight.error.WordsightException if placeholders and images differ in number, or
   *     an image cannot be shown to this model
   */
  Prompt read(int[] ids, List<RgbImage> images);

  /**
   * Embeddings [B, T, D], images in their places.
   *
   * @param ids_BT the prompts' ids, padded
   * @param prompts one a row
   */
  Tensor embed(Scope scope, Decoder decoder, int[][] ids_BT, List<Prompt> prompts);

  @Override
  void close();
}
