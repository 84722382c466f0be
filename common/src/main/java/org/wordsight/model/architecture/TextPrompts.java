package org.wordsight.model.architecture;

import java.util.List;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.RgbImage;

/** Prompts of a model that sees no images. */
final class TextPrompts implements PromptReader {
  @Override
  public Prompt read(int[] ids, List<RgbImage> images) {
    if (!images.isEmpty()) {
      throw WordsightException.input(
          "Cannot show images to this model: it reads only text. Use a visual language model.");
    }
    return Prompt.ofText(ids, 1);
  }

  @Override
  public ProcessedImages processed(int[] ids, List<RgbImage> images) {
    return ProcessedImages.none();
  }

  @Override
  public Tensor embed(
      Scope scope, Decoder decoder, int[] ids_N, List<Prompt.PreparedImage> images) {
    return decoder.embed(scope, ids_N);
  }

  @Override
  public void close() {
    // There is nothing to free.
  }
}
