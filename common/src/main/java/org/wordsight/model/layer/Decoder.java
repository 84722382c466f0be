package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * A decoder of the Llama family: embedding, layers, norm, head.
 *
 * <ul>
 *   <li>Answering: a {@link CachedDecoder} reads prompts and goes on token by token; {@link
 *       #logits} of the hidden states that matter.
 *   <li>Learning: {@link #embed}, {@link #rope(Scope, int)}, {@link #record} layer by layer (each
 *       call keeps its own graph from {@code x_BTD} and the LoRA factors to its result), leaving
 *       out {@link DecoderConfig#crossLayers}, then {@link #recordTargetLosses} at target
 *       positions.
 * </ul>
 *
 * <p>Not thread-safe: one task computes at a time on a device.
 */
public final class Decoder implements AutoCloseable {
  private final DecoderConfig config;
  private final DecoderWeights weights;
  private final Kernels kernels;
  private final Scope scope;
  private final Tensor axes_F;
  private final Tensor frequencies_F;
  private final Tensor noMask;
  private final List<Tensor> noLora;

  /**
   * @param activation the kernels' number of the type in which layers compute
   * @param weights owned by the caller, on {@code device}
   */
  public Decoder(DecoderConfig config, DecoderWeights weights, Device device, String activation) {
    this.config = config;
    this.weights = weights;
    boolean fused = !device.isGpu();
    List<String> resources =
        new ArrayList<>(
            List.of(
                "decoder.py",
                "generation.py",
                weights.packed() ? "products_packed.py" : "products_plain.py",
                fused ? "attention_fused.py" : "attention_plain.py"));
    if (!config.crossLayers().isEmpty()) {
      resources.add("cross.py");
    }
    this.kernels =
        Kernels.load(device, config.constants(activation), resources.toArray(String[]::new));
    this.scope = device.scope();
    float[] unscaled = kernels.call(scope, "frequencies", scope.number(0)).toFloats();
    float[] frequencies = config.rope().scaled(unscaled);
    this.frequencies_F = scope.floats(frequencies, frequencies.length);
    this.axes_F = scope.longs(config.rope().axisOfFrequency(), frequencies.length);
    this.noMask = scope.floats(new float[0], 0);
    this.noLora = List.of(scope.floats(new float[] {0}));
  }

  public DecoderConfig config() {
    return config;
  }

  /**
   * Token ids, rows of one length, to embeddings [B, T, D].
   *
   * @throws WordsightException if an id has no embedding
   */
  public Tensor embed(Scope scope, int[][] ids_BT) {
    int[] flat = Arrays.stream(ids_BT).flatMapToInt(Arrays::stream).toArray();
    return embed(scope, flat, ids_BT.length, ids_BT[0].length);
  }

  /** Token ids to embeddings [N, D]; otherwise as {@link #embed(Scope, int[][])}. */
  public Tensor embed(Scope scope, int[] ids_N) {
    return embed(scope, ids_N, ids_N.length);
  }

  private Tensor embed(Scope scope, int[] flat, long... shape) {
    for (int id : flat) {
      if (id < 0 || id >= config.embeddingRows()) {
        throw WordsightException.input(
            "Cannot read a prompt: token "
                + id
                + " has no embedding, the model has "
                + config.embeddingRows()
                + ". Use a tokenizer and weights of one checkpoint.");
      }
    }
    Tensor ids = scope.longs(Arrays.stream(flat).asLongStream().toArray(), shape);
    Embedding embedding = weights.embedding();
    String kernel = embedding.bfloat16Bits() ? "embedded_bits" : "embedded";
    return kernels.call(scope, kernel, embedding.table(), ids);
  }

  /**
   * Embeddings [N, D] whose positions at {@code indices} become {@code values_MD}, one behind the
   * other.
   */
  public Tensor replace(Scope scope, Tensor x_ND, int[] indices, List<Tensor> values_MD) {
    Tensor indices_M = scope.longs(Arrays.stream(indices).asLongStream().toArray(), indices.length);
    return kernels.call(scope, "replaced", x_ND, indices_M, values_MD);
  }

  /** Hidden states [N, D] of [B, T, D] at {@code indices} of [B * T]. */
  public Tensor choose(Scope scope, Tensor x_BTD, int[] indices) {
    Tensor indices_N = scope.longs(Arrays.stream(indices).asLongStream().toArray(), indices.length);
    return kernels.call(scope, "at", x_BTD, indices_N);
  }

  /** Rotations of the positions 0 to {@code count - 1}, the same for every row. */
  public Rope rope(Scope scope, int count) {
    long[] positions = new long[config.rope().axes() * count];
    Arrays.setAll(positions, i -> i % count);
    return rope(scope, scope.longs(positions, config.rope().axes(), 1, count));
  }

  /**
   * Rotations of given positions.
   *
   * @param positions_ABT int64, one row an axis of {@link RopeConfig#axes()}
   */
  public Rope rope(Scope scope, Tensor positions_ABT) {
    List<Tensor> rotations =
        kernels.callAll(scope, "rotations", positions_ABT, axes_F, frequencies_F);
    return new Rope(rotations.get(0), rotations.get(1));
  }

  /**
   * A layer over whole rows, recording its graph: plain causal attention, so rows may be padded on
   * the right.
   *
   * @param dropout for each {@link Projection} what it keeps of its input on the low-rank path
   *     (uint8, [B, T, in]); or empty
   */
  public Tensor record(
      Scope scope,
      int layer,
      Tensor x_BTD,
      Rope rope,
      Optional<LayerLora> lora,
      List<Tensor> dropout) {
    if (weights.packed()) {
      throw new IllegalStateException("The weights are packed for answering, not for learning");
    }
    return kernels.record(
        scope,
        "layer",
        x_BTD,
        rope.cos(),
        rope.sin(),
        noMask,
        weights.layers().get(layer).argument(),
        low(scope, lora, dropout));
  }

  List<Tensor> low(Scope scope, Optional<LayerLora> lora, List<Tensor> dropout) {
    return lora.map(l -> l.argument(scope, dropout)).orElse(noLora);
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

  /** Rotations [N, 1, E] of positions [axes, N]. */
  Rope turns(Scope scope, Tensor positions_AN) {
    List<Tensor> turns = kernels.inferAll(scope, "turns", positions_AN, axes_F, frequencies_F);
    return new Rope(turns.get(0), turns.get(1));
  }

  /** Norm and head: hidden states [N, D] to logits [N, V], float32. */
  public Tensor logits(Scope scope, Tensor x_ND) {
    return kernels.infer(scope, "final_logits", x_ND, weights.norm(), weights.head());
  }

  /**
   * Negative log-likelihoods [N] of labels, float32, recording the graph from {@code x_ND}.
   *
   * @param x_ND the last layer's output at target positions
   * @param labels_N int64
   */
  public Tensor recordTargetLosses(Scope scope, Tensor x_ND, Tensor labels_N) {
    return kernels.record(scope, "target_losses", x_ND, weights.norm(), weights.head(), labels_N);
  }

  /** The same without a graph, for validation. */
  public Tensor targetLosses(Scope scope, Tensor x_ND, Tensor labels_N) {
    return kernels.call(scope, "target_losses", x_ND, weights.norm(), weights.head(), labels_N);
  }

  @Override
  public void close() {
    scope.close();
    kernels.close();
  }
}
