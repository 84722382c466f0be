package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Tensor;

/**
 * A decoder's weights.
 *
 * @param embedding [V, D]
 * @param norm before the head [D]
 * @param head [V, D]; the embedding itself where they are tied
 */
public record DecoderWeights(
    Tensor embedding, List<LayerWeights> layers, Tensor norm, Tensor head) {
  public DecoderWeights {
    layers = List.copyOf(layers);
  }
}
