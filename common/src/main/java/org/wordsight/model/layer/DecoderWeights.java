package org.wordsight.model.layer;

import java.util.List;
import java.util.Map;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.Tensor;

/**
 * A decoder's weights.
 *
 * @param layers all layers
 * @param crossLayers the additional weights of cross-attention layers, by their place
 * @param norm the norm before the head [D]
 * @param head [V, D]
 * @param products the form of all matrices
 */
public record DecoderWeights(
    Embedding embedding,
    List<LayerWeights> layers,
    Map<Integer, CrossWeights> crossLayers,
    Tensor norm,
    Matrix head,
    Products products) {
  public DecoderWeights {
    layers = List.copyOf(layers);
    crossLayers = Map.copyOf(crossLayers);
  }
}
