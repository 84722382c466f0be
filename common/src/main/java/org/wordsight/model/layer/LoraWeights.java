package org.wordsight.model.layer;

import java.util.List;
import java.util.Optional;

/**
 * An adapter on a decoder's device: the low-rank part of each layer.
 *
 * @param layers one for each of the decoder's layers, or none at all
 */
public record LoraWeights(List<LayerLora> layers) {
  public LoraWeights {
    layers = List.copyOf(layers);
  }

  /** No adapter: the model alone. */
  public static LoraWeights none() {
    return new LoraWeights(List.of());
  }

  Optional<LayerLora> layer(int index) {
    return layers.isEmpty() ? Optional.empty() : Optional.of(layers.get(index));
  }
}
