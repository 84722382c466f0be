package org.wordsight.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wordsight.model.layer.AttentionRows;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.TrainableLayers;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * One forward pass over a batch, and its backward pass a layer at a time.
 *
 * <p>What a layer's backward needs can be kept, or thrown away and computed again; either way the
 * same kernel runs on the same numbers.
 *
 * <p>N tokens, M target positions, D hidden.
 */
final class LayeredPass {
  private final TrainableLayers layers;
  private final Scope scope;
  private final PackedBatch batch;
  private final LowRank low;
  private final AttentionRows rows;
  private final Tensor embeddings_ND;

  /** The factors of a layer and its dropout masks, as the layers take them. */
  @FunctionalInterface
  interface LowRank {
    TensorList of(Scope scope, int layer, boolean last);
  }

  /** Where the gradients of a layer's factors go; they are freed afterwards. */
  @FunctionalInterface
  interface FactorGradients {
    void add(Scope scope, int layer, List<Tensor> factors);
  }

  /**
   * A layer that waits for its backward pass.
   *
   * @param own what the layer has made
   * @param low needed again, whether the rest was kept or not
   */
  private record Waiting(Scope own, Tensor input_ND, TensorList low, Optional<List<Tensor>> kept) {}

  LayeredPass(
      Decoder decoder, TrainableLayers layers, Scope scope, PackedBatch batch, LowRank low) {
    this.layers = layers;
    this.scope = scope;
    this.batch = batch;
    this.low = low;
    this.rows = decoder.attentionRows(scope, batch.lengths(), batch.targets());
    this.embeddings_ND = decoder.embed(scope, batch.ids());
  }

  private TensorList low(Scope own, int place) {
    return low.of(own, layers.layer(place), layers.isLast(place));
  }

  /** The negative log-likelihood of every target token. */
  float[] losses() {
    Tensor x_ND = embeddings_ND;
    for (int place = 0; place < layers.count(); place++) {
      try (Scope own = scope.child()) {
        Tensor y = layers.forward(own, place, x_ND, rows, low(own, place)).output_MD();
        x_ND.close();
        x_ND = scope.adopt(y);
      }
    }
    return layers.targetLosses(scope, x_ND, batch.labels()).toFloats();
  }

  /**
   * The same, and the gradients of every layer's factors, from the last layer to the first.
   *
   * @param weight of every target token's loss
   * @param keptLayers the last layers, of which everything stays in memory
   */
  float[] differentiate(float weight, int keptLayers, FactorGradients gradients) {
    List<Waiting> waiting = new ArrayList<>();
    Tensor x_ND = embeddings_ND;
    for (int place = 0; place < layers.count(); place++) {
      Scope own = scope.child();
      TensorList layerLow = low(own, place);
      TrainableLayers.Forward forward = layers.forward(own, place, x_ND, rows, layerLow);
      boolean keep = layers.count() - place <= keptLayers;
      if (!keep) {
        forward.kept().forEach(Tensor::close);
      }
      waiting.add(
          new Waiting(own, x_ND, layerLow, keep ? Optional.of(forward.kept()) : Optional.empty()));
      x_ND = scope.adopt(forward.output_MD());
    }
    TrainableLayers.Head head = layers.head(scope, x_ND, batch.labels(), weight);
    x_ND.close();
    Tensor gradient_MD = head.input_MD();
    for (int place = layers.count() - 1; place >= 0; place--) {
      gradient_MD = backward(place, waiting.get(place), gradient_MD, gradients);
    }
    return head.losses_M().toFloats();
  }

  /** Gives the gradient of the layer's input; of the first layer's, the input. */
  private Tensor backward(
      int place, Waiting waiting, Tensor gradient_MD, FactorGradients gradients) {
    Tensor x_ND = waiting.input_ND();
    try (Scope own = waiting.own()) {
      List<Tensor> kept =
          waiting
              .kept()
              .orElseGet(() -> layers.forward(own, place, x_ND, rows, waiting.low()).kept());
      TrainableLayers.Backward backward =
          layers.backward(own, place, gradient_MD, x_ND, rows, waiting.low(), kept);
      gradients.add(own, layers.layer(place), backward.factors());
      gradient_MD.close();
      backward.input_ND().ifPresent(scope::adopt);
      if (place > 0) {
        x_ND.close();
      }
      return backward.input_ND().orElse(x_ND);
    }
  }
}
