package org.wordsight.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.LayerLora;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.model.layer.Rope;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * One forward pass over a padded batch, and its backward pass a layer at a time.
 *
 * <p>Every layer's graph begins at its own handle of the input, so it can be kept or thrown away
 * and recorded again; either way the same kernel runs on the same numbers. The first layer's input
 * takes no gradient: nothing lies below it that learns.
 *
 * <p>B rows, T positions, D hidden, N target positions.
 */
final class LayeredPass {
  /** Target positions that go through the output head together: it is wide. */
  private static final int HEAD_ROWS = 256;

  private final Decoder decoder;
  private final Kernels kernels;
  private final Scope scope;
  private final PaddedBatch batch;
  private final LoraWeights lora;
  private final Masks masks;
  private final Rope rope;

  /** The dropout masks of a layer; none without dropout. */
  @FunctionalInterface
  interface Masks {
    List<Tensor> of(Scope scope, int layer);
  }

  /** A layer's output and the scope of its graph. */
  private record Recording(Scope graph, Tensor output_BTD) implements AutoCloseable {
    @Override
    public void close() {
      graph.close();
    }
  }

  /** A layer that waits for its backward pass; what was not kept is recorded again. */
  private record Waiting(Tensor input_BTD, Optional<Recording> kept) {}

  LayeredPass(
      Decoder decoder,
      Kernels kernels,
      Scope scope,
      PaddedBatch batch,
      LoraWeights lora,
      Masks masks) {
    this.decoder = decoder;
    this.kernels = kernels;
    this.scope = scope;
    this.batch = batch;
    this.lora = lora;
    this.masks = masks;
    this.rope = decoder.rope(scope, batch.ids_BT()[0].length);
  }

  /** The negative log-likelihood of every target token. */
  float[] losses() {
    Tensor x_BTD = decoder.embed(scope, batch.ids_BT());
    for (int layer = 0; layer < layers(); layer++) {
      try (Recording recording = record(layer, x_BTD)) {
        x_BTD = recording.output_BTD().detached(scope);
      }
    }
    float[] losses = new float[batch.targets()];
    for (int from = 0; from < losses.length; from += HEAD_ROWS) {
      try (Scope head = scope.child()) {
        float[] some = headLosses(head, x_BTD, from).losses().toFloats();
        System.arraycopy(some, 0, losses, from, some.length);
      }
    }
    return losses;
  }

  /**
   * The same, adding gradients to the LoRA factors.
   *
   * @param weight of every target token's loss
   * @param keptLayers the last layers, whose graphs stay in memory
   */
  float[] differentiate(float weight, int keptLayers) {
    List<Waiting> waiting = new ArrayList<>();
    Tensor x_BTD = decoder.embed(scope, batch.ids_BT());
    for (int layer = 0; layer < layers(); layer++) {
      Recording recording = record(layer, x_BTD);
      Tensor input_BTD = x_BTD;
      x_BTD = recording.output_BTD().detached(scope).requireGradient();
      if (layers() - layer <= keptLayers) {
        waiting.add(new Waiting(input_BTD, Optional.of(recording)));
      } else {
        recording.close();
        waiting.add(new Waiting(input_BTD, Optional.empty()));
      }
    }
    float[] losses = new float[batch.targets()];
    Tensor gradient_BTD = headBackward(x_BTD, weight, losses);
    for (int layer = layers() - 1; layer >= 0; layer--) {
      gradient_BTD = backward(layer, waiting.get(layer), gradient_BTD);
    }
    return losses;
  }

  /** Gives the gradient of the layer's input, except of the first layer's. */
  private Tensor backward(int layer, Waiting waiting, Tensor gradient_BTD) {
    Tensor input_BTD = waiting.input_BTD();
    try (Recording recording = waiting.kept().orElseGet(() -> record(layer, input_BTD))) {
      recording.output_BTD().backward(gradient_BTD);
    }
    gradient_BTD.close();
    Tensor below_BTD = layer == 0 ? input_BTD : input_BTD.gradient(scope);
    if (layer > 0) {
      input_BTD.close();
    }
    return below_BTD;
  }

  private Recording record(int place, Tensor x_BTD) {
    int layer = decoder.config().selfLayers().get(place);
    Scope graph = scope.child();
    Optional<LayerLora> layerLora = Optional.of(lora.layers().get(layer));
    return new Recording(
        graph, decoder.record(graph, layer, x_BTD, rope, layerLora, masks.of(graph, layer)));
  }

  /** Layers that text passes; their places are counted from 0. */
  private int layers() {
    return decoder.config().selfLayers().size();
  }

  private record Head(Tensor input_ND, Tensor losses) {}

  private Head headLosses(Scope head, Tensor x_BTD, int from) {
    int to = Math.min(batch.targets(), from + HEAD_ROWS);
    int[] positions = Arrays.copyOfRange(batch.positions(), from, to);
    long[] labels = Arrays.copyOfRange(batch.labels(), from, to);
    Tensor input_ND = decoder.choose(head, x_BTD, positions).detached(head).requireGradient();
    Tensor losses_N = decoder.recordTargetLosses(head, input_ND, head.longs(labels, labels.length));
    return new Head(input_ND, losses_N);
  }

  /**
   * Fills {@code losses} and gives the gradient of their weighted sum by the last layer's output.
   */
  private Tensor headBackward(Tensor x_BTD, float weight, float[] losses) {
    try (Scope heads = scope.child()) {
      List<Tensor> gradients = new ArrayList<>();
      for (int from = 0; from < losses.length; from += HEAD_ROWS) {
        try (Scope head = heads.child()) {
          Head chunk = headLosses(head, x_BTD, from);
          float[] some = chunk.losses().toFloats();
          System.arraycopy(some, 0, losses, from, some.length);
          float[] weights = new float[some.length];
          Arrays.fill(weights, weight);
          chunk.losses().backward(head.floats(weights, weights.length));
          gradients.add(chunk.input_ND().gradient(heads));
        }
      }
      long[] positions = Arrays.stream(batch.positions()).asLongStream().toArray();
      Tensor positions_N = heads.longs(positions, positions.length);
      Tensor scattered_BTD = kernels.call(heads, "scattered", x_BTD, positions_N, gradients);
      x_BTD.close();
      return scope.adopt(scattered_BTD);
    }
  }
}
