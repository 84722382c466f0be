package org.wordsight.verify;

import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Prompt;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Logits of a prompt, through the layers that generation uses. */
final class Forward {
  private final LoadedModel model;

  Forward(LoadedModel model) {
    this.model = model;
  }

  /** Logits of a prompt's positions [from, to), row by row. */
  float[] logits(Prompt prompt, int from, int to, LoraWeights lora) {
    try (Scope scope = model.device().scope()) {
      KeyValueCache cache = model.decoder().cache(scope, 1, prompt.length());
      Tensor x_BTD = model.extend(scope, List.of(prompt), cache, lora);
      int[] positions = IntStream.range(from, to).toArray();
      Tensor chosen_ND = model.decoder().choose(scope, x_BTD, positions);
      return model.decoder().logits(scope, chosen_ND).toFloats();
    }
  }
}
