package org.wordsight.model.layer;

import java.util.Map;
import org.wordsight.tensor.Tensor;

/**
 * A decoder's weights.
 *
 * @param embedding [V, D]
 * @param layers those that look at earlier tokens, by their place among all
 * @param crossLayers those that look at images, likewise
 * @param norm before the head [D]
 * @param head [V, D]; the embedding itself where they are tied
 */
public record DecoderWeights(
    Tensor embedding,
    Map<Integer, LayerWeights> layers,
    Map<Integer, CrossWeights> crossLayers,
    Tensor norm,
    Tensor head) {
  public DecoderWeights {
    layers = Map.copyOf(layers);
    crossLayers = Map.copyOf(crossLayers);
  }
}
