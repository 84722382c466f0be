package org.wordsight.verify;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedDecoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.model.layer.RowSpan;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** One pass over a prompt, through the layers that generation uses. */
public final class Forward {
  private final LoadedModel model;

  public Forward(LoadedModel model) {
    this.model = model;
  }

  /** Logits of a prompt's positions [from, to), row by row. */
  public float[] logits(Prompt prompt, int from, int to, LoraWeights lora) {
    try (Scope scope = model.device().scope();
        CachedDecoder decoder = new CachedDecoder(model.decoder(), lora)) {
      Tensor h_ND = read(scope, decoder, prompt, CachedDecoder.LayerListener.NOBODY);
      Tensor chosen_MD = decoder.window(scope, h_ND, from, to - from);
      return model.decoder().logits(scope, chosen_MD).toFloats();
    }
  }

  /** The input of each layer, then the output of the last norm: [N, D] each. */
  List<float[]> hiddenStates(Prompt prompt) {
    List<float[]> states = new ArrayList<>();
    try (Scope scope = model.device().scope();
        CachedDecoder decoder = new CachedDecoder(model.decoder(), LoraWeights.none())) {
      Tensor h_ND =
          read(scope, decoder, prompt, (layer, entering) -> states.add(entering.toFloats()));
      states.add(model.decoder().normed(scope, h_ND).toFloats());
    }
    return states;
  }

  private Tensor read(
      Scope scope, CachedDecoder decoder, Prompt prompt, CachedDecoder.LayerListener listener) {
    try (KeyValueCache cache = decoder.cache(scope, 1, prompt.length(), decoder.noPrefix())) {
      int[] row = {cache.add(prompt.nextPosition())};
      decoder.show(row, model.look(scope, prompt.images()), cache);
      Tensor x_ND = model.embed(scope, prompt.ids(), prompt.images());
      RowSpan whole = new RowSpan(0, 0, prompt.length());
      return decoder.readAll(scope, x_ND, prompt.positions(), List.of(whole), cache, listener);
    }
  }
}
