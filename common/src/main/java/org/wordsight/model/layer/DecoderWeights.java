package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Tensor;

/**
 * A decoder's weights.
 *
 * @param norm before the head [D]
 * @param head [V, D]
 * @param packed whether matrices are in oneDNN's blocked order, which {@link Decoder#record} does
 *     not read
 */
public record DecoderWeights(
    Embedding embedding, List<LayerWeights> layers, Tensor norm, Tensor head, boolean packed) {
  public DecoderWeights {
    layers = List.copyOf(layers);
  }
}
