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
 * One forward pass over a batch, and its backward pass layer by layer.
 *
 * <p>A layer's backward pass needs values of its forward pass. They are either kept or computed
 * again. In both ways, the same kernel computes with the same numbers.
 *
 * <p>N tokens, M target positions, D hidden.
 */
final class LayeredPass {
  private final TrainableLayers layers;
  private final Scope scope;
  private final LowRank low;
  private final AttentionRows rows;
  private final Tensor embeddings_ND;
  private final Tensor labels_M;

  /** Gives the factors and dropout masks of a layer, in the form that layers take. */
  @FunctionalInterface
  interface LowRank {
    TensorList of(Scope scope, int layer, boolean last);

    /** Says that the factors and masks of a layer are not used any more. */
    default void done(int layer) {}
  }

  /** Receives the gradients of a layer's factors, which are freed afterwards. */
  @FunctionalInterface
  interface FactorGradients {
    void add(Scope scope, int layer, List<Tensor> factors);
  }

  /**
   * The values that a layer's backward pass needs beside its input.
   *
   * @param tensors the tensors that the forward pass returned
   */
  private record Kept(TensorList low, List<Tensor> tensors) {}

  /**
   * A layer that waits for its backward pass.
   *
   * @param own the scope of the layer's own tensors
   * @param kept absent if forward is computed again
   */
  private record Waiting(Scope own, Tensor input_ND, Optional<Kept> kept) {}

  LayeredPass(
      Decoder decoder, TrainableLayers layers, Scope scope, PackedBatch batch, LowRank low) {
    this.layers = layers;
    this.scope = scope;
    this.low = low;
    this.rows = decoder.attentionRows(scope, batch.lengths(), batch.targets());
    this.embeddings_ND = decoder.embed(scope, batch.ids());
    this.labels_M = scope.longs(batch.labels(), batch.labels().length);
  }

  private TensorList low(Scope own, int place) {
    return low.of(own, layers.layer(place), layers.isLast(place));
  }

  /** The negative log-likelihood [M] of every target token. */
  Tensor losses() {
    Tensor x_ND = embeddings_ND;
    for (int place = 0; place < layers.count(); place++) {
      Tensor y_ND = output(place, x_ND);
      x_ND.close();
      x_ND = y_ND;
    }
    return layers.targetLosses(scope, x_ND, labels_M);
  }

  /**
   * The negative log-likelihoods [M], and the gradients of every layer's factors, from the last
   * layer to the first.
   *
   * @param weight the factor of every target token's loss
   * @param keptLayers the number of last layers that keep the values for their backward pass
   */
  Tensor differentiate(double weight, int keptLayers, FactorGradients gradients) {
    List<Waiting> waiting = new ArrayList<>();
    Tensor x_ND = embeddings_ND;
    for (int place = 0; place < layers.count(); place++) {
      Scope own = scope.child();
      boolean keep = layers.count() - place <= keptLayers;
      if (keep) {
        TensorList layerLow = low(own, place);
        TrainableLayers.Forward forward = layers.forward(own, place, x_ND, rows, layerLow);
        waiting.add(new Waiting(own, x_ND, Optional.of(new Kept(layerLow, forward.kept()))));
        x_ND = scope.adopt(forward.output_MD());
      } else {
        waiting.add(new Waiting(own, x_ND, Optional.empty()));
        x_ND = output(place, x_ND);
      }
    }
    TrainableLayers.Head head = layers.head(scope, x_ND, labels_M, weight);
    x_ND.close();
    Tensor gradient_MD = head.input_MD();
    for (int place = layers.count() - 1; place >= 0; place--) {
      gradient_MD = backward(place, waiting.get(place), gradient_MD, gradients);
    }
    return head.losses_M();
  }

  /** Only the layer's output: all other tensors are freed, dropout's masks too. */
  private Tensor output(int place, Tensor x_ND) {
    try (Scope passing = scope.child()) {
      Tensor y = layers.forward(passing, place, x_ND, rows, low(passing, place)).output_MD();
      scope.adopt(y);
      low.done(layers.layer(place));
      return y;
    }
  }

  /**
   * Returns the gradient of the layer's input. For the first layer, it returns the input itself.
   */
  private Tensor backward(
      int place, Waiting waiting, Tensor gradient_MD, FactorGradients gradients) {
    Tensor x_ND = waiting.input_ND();
    try (Scope own = waiting.own()) {
      Kept kept = waiting.kept().orElseGet(() -> again(own, place, x_ND));
      TrainableLayers.Backward backward =
          layers.backward(own, place, gradient_MD, x_ND, rows, kept.low(), kept.tensors());
      low.done(layers.layer(place));
      gradients.add(own, layers.layer(place), backward.factors());
      gradient_MD.close();
      backward.input_ND().ifPresent(scope::adopt);
      if (place > 0) {
        x_ND.close();
      }
      return backward.input_ND().orElse(x_ND);
    }
  }

  private Kept again(Scope own, int place, Tensor x_ND) {
    TensorList layerLow = low(own, place);
    return new Kept(layerLow, layers.forward(own, place, x_ND, rows, layerLow).kept());
  }
}
