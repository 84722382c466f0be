package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.MatrixList;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/** The cross-attention layers of a decoder, with its adapter. */
final class CrossLayers {
  private final Kernels kernels;
  private final Map<Integer, Layer> layers = new HashMap<>();

  /**
   * @param place the layer's place among the cross-attention layers
   * @param norms the norms that every layer has
   * @param matrices the matrices that every layer has, and the one of key and value
   * @param looking the weights that only a cross-attention layer has
   */
  private record Layer(
      int place, TensorList norms, MatrixList matrices, TensorList looking, TensorList low) {}

  CrossLayers(Kernels kernels) {
    this.kernels = kernels;
  }

  /** Adds the next layer, which is the {@code index}th of all. */
  void add(int index, TensorList norms, MatrixList matrices, TensorList looking, TensorList low) {
    layers.put(index, new Layer(layers.size(), norms, matrices, looking, low));
  }

  boolean isEmpty() {
    return layers.isEmpty();
  }

  boolean hold(int index) {
    return layers.containsKey(index);
  }

  /** Computes the keys and values of a prompt's images. The caller closes them. */
  ImageMemory memory(Scope owner, List<SeenImage> images) {
    Scope kept = owner.child();
    List<ImageMemory.Image> remembered = new ArrayList<>();
    for (SeenImage image : images) {
      Tensor[] keys = new Tensor[layers.size()];
      Tensor[] values = new Tensor[layers.size()];
      for (Layer layer : layers.values()) {
        List<Tensor> heads =
            kernels.inferAll(
                kept,
                "cross_heads",
                image.states_AD(),
                layer.norms(),
                layer.matrices(),
                layer.looking(),
                layer.low());
        keys[layer.place()] = heads.get(0);
        values[layer.place()] = heads.get(1);
      }
      remembered.add(
          new ImageMemory.Image(image.seen(), image.reach(), List.of(keys), List.of(values)));
    }
    return new ImageMemory(kept, remembered);
  }

  /**
   * @return hidden states [N, D] after a layer. Positions that attend to no image are unchanged. If
   *     no position attends to an image, the result is the given tensor.
   */
  Tensor apply(Scope scope, int index, Tensor x_ND, Optional<CrossPlan> plan) {
    if (plan.isEmpty()) {
      return x_ND;
    }
    CrossPlan looks = plan.get();
    Layer layer = layers.get(index);
    return kernels.infer(
        scope,
        "cross_layer",
        x_ND,
        looks.indices_M(),
        looks.feeding_M1(),
        looks.groups(),
        looks.keys().get(layer.place()),
        looks.values().get(layer.place()),
        layer.norms(),
        layer.matrices(),
        layer.looking(),
        layer.low());
  }
}
