package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** The layers of a decoder that look at images. */
final class CrossLayers {
  private final List<Integer> layers;
  private final Map<Integer, CrossWeights> weights;
  private final Kernels kernels;

  /**
   * @param layers their places among all layers, ascending
   * @param kernels the decoder's, which hold these layers' too
   */
  CrossLayers(List<Integer> layers, Map<Integer, CrossWeights> weights, Kernels kernels) {
    this.layers = List.copyOf(layers);
    this.weights = Map.copyOf(weights);
    this.kernels = kernels;
  }

  /** Computes what a prompt's tokens will look at; the caller closes it. */
  ImageMemory memory(Scope owner, List<SeenImage> images, Lora lora) {
    Scope kept = owner.child();
    List<ImageMemory.Image> remembered = new ArrayList<>();
    for (SeenImage image : images) {
      List<Tensor> keys = new ArrayList<>();
      List<Tensor> values = new ArrayList<>();
      for (int layer : layers) {
        List<Tensor> heads =
            kernels.callAll(
                kept,
                "cross_heads",
                image.states_AD(),
                weights.get(layer).argument(),
                lora.argument(layer));
        keys.add(heads.get(0));
        values.add(heads.get(1));
      }
      remembered.add(new ImageMemory.Image(image.seen(), image.from(), image.to(), keys, values));
    }
    return new ImageMemory(kept, remembered);
  }

  /** The kernels' argument for a layer's low-rank part. */
  @FunctionalInterface
  interface Lora {
    List<Tensor> argument(int layer);
  }

  /** Hidden states [.., D] of all rows behind a layer; those without images are as before it. */
  Tensor apply(Scope scope, int layer, Tensor x, CrossPlan plan, List<Tensor> low) {
    int place = layers.indexOf(layer);
    return kernels.call(
        scope,
        "cross_layer",
        x,
        plan.indices_M(),
        plan.groups_G4(),
        plan.seen_I(),
        plan.feeding_M1(),
        plan.keys(place),
        plan.values(place),
        weights.get(layer).argument(),
        low);
  }
}
