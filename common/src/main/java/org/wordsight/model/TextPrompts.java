package org.wordsight.model;

import java.util.List;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.RgbImage;

/** Prompts of a model that sees no images. */
final class TextPrompts implements PromptReader {
  @Override
  public Prompt read(int[] ids, List<RgbImage> images) {
    if (!images.isEmpty()) {
      throw WordsightException.input(
          "Cannot show images to this model: it reads text alone. Use a model that sees.");
    }
    return Prompt.ofText(ids, 1);
  }

  @Override
  public Tensor embed(Scope scope, Decoder decoder, int[][] ids_BT, List<Prompt> prompts) {
    return decoder.embed(scope, ids_BT);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
