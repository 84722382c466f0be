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

/** The layers of a decoder that look at images, with its adapter. */
final class CrossLayers {
  private final Kernels kernels;
  private final Map<Integer, Layer> layers = new HashMap<>();

  /**
   * @param place among the layers that look at images
   * @param norms of any layer
   * @param matrices of any layer, and key and value
   * @param looking what such a layer has besides
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

  /** Computes what a prompt's tokens will look at; the caller closes it. */
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
   * @return hidden states [N, D] behind a layer: positions that look at nothing are as before it,
   *     and where none looks at anything, the same tensor
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
