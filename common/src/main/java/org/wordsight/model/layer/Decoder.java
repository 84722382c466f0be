package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * A decoder of the Llama family: embedding, layers, norm and head.
 *
 * <ul>
 *   <li>To answer: a {@link CachedDecoder} reads prompts and adds token after token; {@link
 *       #logits} turns hidden states into logits.
 *   <li>To learn: {@link #embed}, {@link #attentionRows}, and {@link #trainable} layers.
 * </ul>
 *
 * <p>A decoder is not thread-safe, except for the methods for training. Each thread that calls
 * these methods has scopes of its own.
 */
public final class Decoder implements AutoCloseable {
  private final DecoderConfig config;
  private final DecoderWeights weights;
  private final Backend backend;
  private final Kernels kernels;
  private final Scope scope;
  private final Tensor norm;
  private final Tensor axes_F;
  private final Tensor frequencies_F;
  private final List<Tensor> noLora;

  /**
   * @param weights owned by the caller, on the device of {@code backend}
   */
  public Decoder(DecoderConfig config, DecoderWeights weights, Backend backend) {
    this.config = config;
    this.weights = weights;
    this.backend = backend;
    List<String> resources = new ArrayList<>(backend.answeringKernels(config.headSize()));
    resources.add(weights.products().resource());
    if (!config.crossLayers().isEmpty()) {
      resources.add("cross.py");
    }
    Map<String, String> constants = config.constants(backend.activation());
    constants.putAll(weights.products().constants());
    constants.put("leastKept", Integer.toString(Integer.MIN_VALUE)); // Answers have no dropout.
    this.kernels = backend.kernels(constants, resources.toArray(String[]::new));
    this.scope = backend.scope();
    float[] unscaled = kernels.call(scope, "frequencies", scope.number(0)).toFloats();
    float[] frequencies = config.rope().scaled(unscaled);
    this.frequencies_F = scope.floats(frequencies, frequencies.length);
    this.axes_F = scope.longs(config.rope().axisOfFrequency(), frequencies.length);
    this.norm =
        kernels
            .inferAll(
                scope,
                "weight_form",
                scope.list(List.of(weights.norm())),
                scope.matrices(List.of(weights.head())))
            .get(0);
    this.noLora = List.of(scope.floats(new float[] {0}));
  }

  public DecoderConfig config() {
    return config;
  }

  /** The device on which the decoder computes, and the way in which it computes. */
  public Backend backend() {
    return backend;
  }

  /** The form in which the matrices are held. */
  public Products products() {
    return weights.products();
  }

  /**
   * The embeddings [N, D] of token ids.
   *
   * @throws WordsightException if an id has no embedding
   */
  public Tensor embed(Scope scope, int[] ids_N) {
    return embed(scope, ids(scope, ids_N));
  }

  /** The same for ids on the device, each of which has an embedding. */
  Tensor embed(Scope scope, Tensor ids_N) {
    Embedding embedding = weights.embedding();
    String kernel = embedding.bfloat16Bits() ? "embedded_bits" : "embedded";
    return kernels.infer(scope, kernel, embedding.table(), ids_N);
  }

  /** Token ids on the device. Each of them has an embedding. */
  Tensor ids(Scope scope, int[] ids_N) {
    for (int id : ids_N) {
      if (id < 0 || id >= config.embeddingRows()) {
        throw WordsightException.input(
            "Cannot read a prompt: token "
                + id
                + " has no embedding, the model has "
                + config.embeddingRows()
                + ". Use a tokenizer and weights of one checkpoint.");
      }
    }
    return scope.longs(Arrays.stream(ids_N).asLongStream().toArray(), ids_N.length);
  }

  /**
   * Embeddings [N, D] with the positions at {@code indices} replaced by {@code values_MD}, one
   * after the other.
   */
  public Tensor replace(Scope scope, Tensor x_ND, int[] indices, List<Tensor> values_MD) {
    Tensor indices_M = scope.longs(Arrays.stream(indices).asLongStream().toArray(), indices.length);
    return kernels.call(scope, "replaced", x_ND, indices_M, values_MD);
  }

  /** Rotations [N, 1, 1, E] of text positions, which are the same on every axis. */
  Rope rope(Scope scope, int[] positions_N) {
    int count = positions_N.length;
    int axes = config.rope().axes();
    long[] positions = new long[axes * count];
    Arrays.setAll(positions, i -> positions_N[i % count]);
    List<Tensor> rotations =
        kernels.inferAll(
            scope, "rotations", scope.longs(positions, axes, count, 1), axes_F, frequencies_F);
    return new Rope(rotations.get(0), rotations.get(1));
  }

  /**
   * Layers and head for training. The caller closes them.
   *
   * @param packing other than {@link Packing#NONE} only if the backend packs
   * @throws WordsightException if the device has no kernels for the model's heads
   */
  public TrainableLayers trainable(TrainableLayers.Scale scale, Packing packing) {
    backend.requireTrainableHeads(config.headSize());
    return new TrainableLayers(config, weights, backend, backend.trainingKernels(), scale, packing);
  }

  /**
   * The attention of rows of unequal length in a training pass.
   *
   * @param onward the number of last tokens of each row that are needed after the last layer's
   *     attention
   */
  public AttentionRows attentionRows(Scope scope, int[] lengths, int[] onward) {
    return AttentionRows.of(this, backend, scope, lengths, onward);
  }

  List<Tensor> low(Scope scope, Optional<LayerLora> lora) {
    return lora.map(l -> l.argument(scope)).orElse(noLora);
  }

  Scope scope() {
    return scope.child();
  }

  Kernels kernels() {
    return kernels;
  }

  LayerWeights layer(int index) {
    return weights.layers().get(index);
  }

  CrossWeights crossLayer(int index) {
    return weights.crossLayers().get(index);
  }

  /**
   * The tensors that all layers need to read new positions.
   *
   * @param spans three numbers for each {@link RowSpan}
   */
  TensorList beginReading(Scope scope, long[][] positions_AN, int[] spans, KeyValueCache cache) {
    long[] positions = Arrays.stream(positions_AN).flatMapToLong(Arrays::stream).toArray();
    return scope.list(
        kernels.inferAll(
            scope,
            "begin_reading",
            scope.longs(positions, positions_AN.length, positions_AN[0].length),
            axes_F,
            frequencies_F,
            spans,
            cache.capacity(),
            cache.prefix().length()));
  }

  /**
   * The tensors that all layers need for one more position of each row in use. The caller closes
   * the result.
   */
  StepPlaces step(KeyValueCache cache) {
    TensorList state = cache.state(config.rope().axes(), axes_F, frequencies_F);
    int longest = cache.longest() + 1;
    Scope own = cache.scope().child();
    List<Tensor> places =
        kernels.inferAll(
            own,
            "step",
            state,
            cache.stepsAhead(),
            axes_F,
            frequencies_F,
            cache.capacity(),
            longest);
    return new StepPlaces(own, own.list(places), longest);
  }

  /** The last norm of hidden states [N, D]. */
  public Tensor normed(Scope scope, Tensor x_ND) {
    return kernels.infer(scope, "normed", x_ND, weights.norm());
  }

  /** The mean [D] of hidden states [N, D] after the last norm, float32. */
  public Tensor meanState(Scope scope, Tensor x_ND) {
    return kernels.infer(scope, "mean_state", x_ND, weights.norm());
  }

  /** Norm and head: hidden states [N, D] to logits [N, V], float32. */
  public Tensor logits(Scope scope, Tensor x_ND) {
    return kernels.infer(scope, "final_logits", x_ND, norm, weights.head());
  }

  @Override
  public void close() {
    scope.close();
    kernels.close();
  }
}
