package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * A decoder's layers and head for training. The forward pass keeps the values that the backward
 * pass needs. The backward pass is written by hand, so that it computes nothing that LoRA does not
 * need.
 *
 * <p>N tokens of all rows, one row after the other; M of them are needed after the last layer's
 * attention; D hidden.
 *
 * <p>Several threads may call at once, each with scopes of its own.
 */
public final class TrainableLayers implements AutoCloseable {
  /** Weights are packed for products with this many rows; other numbers of rows work too. */
  private static final int PACKED_ROWS = 256;

  /**
   * About so many numbers are computed at once on a CPU, in whole rows, and at least {@value
   * #LEAST_ROWS} rows. They are 256 KiB, so that several such blocks fit into a core's caches. They
   * decide bits, so they do not depend on the machine.
   */
  private static final int CACHED_NUMBERS = 1 << 16;

  /** Products with the adapter's matrices are slow with fewer rows. */
  private static final int LEAST_ROWS = 64;

  /** One copy for forward and one for backward. */
  private static final int PACKED_COPIES = 2;

  /** A matrix in float32, in the order of its product, and in blocks. */
  private static final int COPIES_IN_WORK = 3;

  private final DecoderWeights weights;
  private final List<Integer> places;
  private final Kernels kernels;
  private final Scope scope;
  private final Tensor norm;
  private final List<List<Tensor>> arguments = new ArrayList<>();
  private final List<TensorList> layers = new ArrayList<>();

  /**
   * @param resources the kernels of layers and head
   * @param scale of the low-rank products
   * @param packing other than {@link Packing#NONE} only if the backend packs
   */
  TrainableLayers(
      DecoderConfig config,
      DecoderWeights weights,
      Backend backend,
      List<String> resources,
      Scale scale,
      Packing packing) {
    this(config, weights, backend, resources, scale, packing, CACHED_NUMBERS);
  }

  /**
   * @param cachedNumbers the numbers that a CPU computes at once
   */
  TrainableLayers(
      DecoderConfig config,
      DecoderWeights weights,
      Backend backend,
      List<String> resources,
      Scale scale,
      Packing packing,
      int cachedNumbers) {
    if (weights.products() != backend.learning()) {
      throw new IllegalStateException("The weights are laid out for answering, not for learning");
    }
    this.weights = weights;
    this.places = config.selfLayers();
    Map<String, String> constants = config.constants(backend.activation());
    constants.put("lora", Double.toString(scale.whole()));
    constants.put("loraDropped", Double.toString(scale.dropped()));
    constants.put("leastKept", Integer.toString(scale.leastKept()));
    constants.put("packedRows", Integer.toString(PACKED_ROWS));
    constants.put("cachedNumbers", Integer.toString(cachedNumbers));
    constants.put("leastRows", Integer.toString(LEAST_ROWS));
    constants.put("packsEachTime", packing == Packing.EACH_TIME ? "True" : "False");
    constants.put("headRows", Integer.toString(backend.headRows()));
    this.kernels = backend.kernels(constants, resources.toArray(String[]::new));
    this.scope = backend.scope();
    this.norm = kernels.infer(scope, "vector", weights.norm());
    for (int layer : places) {
      List<Tensor> argument = argument(weights.layers().get(layer), packing == Packing.HELD);
      arguments.add(argument);
      layers.add(scope.list(argument));
    }
  }

  /**
   * The factors of LoRA's products.
   *
   * @param whole alpha / rank, if inputs are whole
   * @param dropped the same, divided by the share of inputs that dropout keeps
   * @param leastKept the limit from which on dropout keeps an input, if kernels make its masks
   */
  public record Scale(double whole, double dropped, int leastKept) {}

  /** The bytes of all copies of {@link Packing#HELD}. */
  public static long packedBytes(DecoderConfig config) {
    return PACKED_COPIES * Float.BYTES * elements(config);
  }

  /** The bytes that {@link Packing#EACH_TIME} takes at most while one product is computed. */
  public static long packingBytes(DecoderConfig config) {
    long rows =
        Math.max(
            Math.max(config.queryWidth(), 2L * config.keyValueWidth()),
            2L * config.intermediateSize());
    return COPIES_IN_WORK * Float.BYTES * rows * config.hiddenSize();
  }

  /** The weights in the matrices of all trained layers. */
  public static long elements(DecoderConfig config) {
    long hidden = config.hiddenSize();
    long attention = 2L * config.queryWidth() + 2L * config.keyValueWidth();
    return config.selfLayers().size() * hidden * (attention + 3L * config.intermediateSize());
  }

  private List<Tensor> argument(LayerWeights layer, boolean packed) {
    Tensor query = kernels.infer(scope, "query_rows", layer.queryKeyValue().tensor());
    Tensor keyValue = kernels.infer(scope, "key_value_rows", layer.queryKeyValue().tensor());
    List<Tensor> products =
        List.of(
            query,
            keyValue,
            layer.output().tensor(),
            layer.gateUp().tensor(),
            layer.down().tensor());
    List<Tensor> norms = all("vector", List.of(layer.attentionNorm(), layer.feedForwardNorm()));
    Tensor bias = kernels.infer(scope, "vector", layer.queryKeyValueBias());
    List<Tensor> forward = packed ? all("packed", products) : products;
    List<Tensor> backward = packed ? all("packed_transposed", products) : products;
    List<Tensor> argument = new ArrayList<>();
    argument.add(norms.get(0));
    argument.addAll(forward.subList(0, 2));
    argument.add(kernels.infer(scope, "query_rows", bias));
    argument.add(kernels.infer(scope, "key_value_rows", bias));
    argument.add(forward.get(2));
    argument.add(norms.get(1));
    argument.addAll(forward.subList(3, 5));
    argument.addAll(backward);
    return List.copyOf(argument);
  }

  private List<Tensor> all(String kernel, List<Tensor> matrices) {
    return matrices.stream().map(matrix -> kernels.infer(scope, kernel, matrix)).toList();
  }

  /** A layer's weights in the form that kernels take. */
  List<Tensor> argument(int place) {
    return arguments.get(place);
  }

  /** The number of self-attention layers. Their places are counted from 0. */
  public int count() {
    return places.size();
  }

  /** The index among all layers of the self-attention layer at a place. */
  public int layer(int place) {
    return places.get(place);
  }

  public boolean isLast(int place) {
    return place == places.size() - 1;
  }

  /**
   * A layer's output.
   *
   * @param kept the values that the backward pass needs beside the layer's input
   */
  public record Forward(Tensor output_MD, List<Tensor> kept) {}

  /**
   * @param low A [rank, in] and B [out, rank] of each {@link Projection}. With dropout, there
   *     follow a mask for each (uint8, 1 if an input is kept), or the arguments of the kernel
   *     {@code masks}
   */
  public Forward forward(Scope scope, int place, Tensor x_ND, AttentionRows rows, TensorList low) {
    List<Tensor> results =
        kernels.inferAll(
            scope,
            "trained_layer",
            x_ND,
            rows.cos_N11E(),
            rows.sin_N11E(),
            rows.onward(isLast(place)),
            rows.segments(isLast(place)).sizes(),
            rows.segments(isLast(place)).tensors(),
            layers.get(place),
            low);
    return new Forward(results.get(0), results.subList(1, results.size()));
  }

  /**
   * The gradients of a layer's input and factors.
   *
   * @param input_ND absent for the first layer, since nothing before it learns
   * @param factors of A and B of each {@link Projection}
   */
  public record Backward(Optional<Tensor> input_ND, List<Tensor> factors) {}

  /**
   * @param gradient_MD the gradient of the layer's output
   * @param kept the tensors that {@link #forward} kept; they are overwritten
   */
  public Backward backward(
      Scope scope,
      int place,
      Tensor gradient_MD,
      Tensor x_ND,
      AttentionRows rows,
      TensorList low,
      List<Tensor> kept) {
    boolean below = place > 0;
    List<Tensor> results =
        kernels.inferAll(
            scope,
            "trained_layer_back",
            gradient_MD,
            x_ND,
            rows.cos_N11E(),
            rows.sin_N11E(),
            rows.onward(isLast(place)),
            rows.segments(isLast(place)).sizes(),
            rows.segments(isLast(place)).tensors(),
            layers.get(place),
            low,
            scope.list(kept),
            below);
    return below
        ? new Backward(Optional.of(results.get(0)), results.subList(1, results.size()))
        : new Backward(Optional.empty(), results);
  }

  /** Negative log-likelihoods [M] of labels. */
  public Tensor targetLosses(Scope scope, Tensor x_MD, Tensor labels_M) {
    return kernels.infer(scope, "target_losses", x_MD, norm, weights.head().tensor(), labels_M);
  }

  /**
   * The head's losses and gradient.
   *
   * @param losses_M negative log-likelihoods of the labels
   * @param input_MD the gradient of their weighted sum with respect to the last layer's output
   */
  public record Head(Tensor losses_M, Tensor input_MD) {}

  /**
   * @param weight the factor of every label's loss
   */
  public Head head(Scope scope, Tensor x_MD, Tensor labels_M, double weight) {
    List<Tensor> results =
        kernels.inferAll(
            scope, "target_slopes", x_MD, norm, weights.head().tensor(), labels_M, weight);
    return new Head(results.get(0), results.get(1));
  }

  @Override
  public void close() {
    scope.close();
    kernels.close();
  }
}
