package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * A decoder of the Llama family: embedding, layers, norm, head. Every forward pass goes through the
 * same layer, whether a prompt is read, a token follows, or an adapter learns.
 *
 * <ul>
 *   <li>Generation: {@link #cache}, then {@link #extend} with whole prompts, then {@link #next} a
 *       token at a time; {@link #logits} of the hidden states that matter.
 *   <li>Training: {@link #embed}, {@link #rope(Scope, int)}, {@link #record} layer by layer (each
 *       call keeps its own graph from {@code x_BTD} and the LoRA factors to its result), then
 *       {@link #recordTargetLosses} at target positions.
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
  private final SharedPrefix noPrefix;

  /**
   * @param activation the kernels' number of the type in which layers compute
   * @param weights owned by the caller, on {@code device}
   */
  public Decoder(DecoderConfig config, DecoderWeights weights, Device device, String activation) {
    this.config = config;
    this.weights = weights;
    this.kernels = Kernels.load(device, config.constants(activation), "decoder.py");
    this.scope = device.scope();
    float[] unscaled = kernels.call(scope, "frequencies", scope.number(0)).toFloats();
    float[] frequencies = config.rope().scaled(unscaled);
    this.frequencies_F = scope.floats(frequencies, frequencies.length);
    this.axes_F = scope.longs(config.rope().axisOfFrequency(), frequencies.length);
    this.noMask = scope.floats(new float[0], 0);
    this.noLora = List.of(scope.floats(new float[] {0}));
    this.noPrefix = emptyPrefix();
  }

  private SharedPrefix emptyPrefix() {
    Tensor one = scope.number(1);
    Tensor none = scope.number(0);
    List<List<Tensor>> layers = new ArrayList<>();
    Tensor blank_1K0E = kernels.call(scope, "blank", one, none);
    for (int i = 0; i < config.layerCount(); i++) {
      layers.add(List.of(blank_1K0E, blank_1K0E));
    }
    return new SharedPrefix(scope.child(), new int[0], layers);
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
    int width = ids_BT[0].length;
    long[] flat = Arrays.stream(ids_BT).flatMapToInt(Arrays::stream).asLongStream().toArray();
    for (long id : flat) {
      if (id < 0 || id >= config.embeddingRows()) {
        throw WordsightException.input(
            "Cannot read a prompt: token "
                + id
                + " has no embedding, the model has "
                + config.embeddingRows()
                + ". Use a tokenizer and weights of one checkpoint.");
      }
    }
    Tensor ids = scope.longs(flat, ids_BT.length, width);
    return kernels.call(scope, "embedded", weights.embedding(), ids);
  }

  /**
   * Embeddings [B, T, D] whose positions at {@code indices} of [B * T] become {@code values_ND}.
   */
  public Tensor replace(Scope scope, Tensor x_BTD, int[] indices, Tensor values_ND) {
    Tensor indices_N = scope.longs(Arrays.stream(indices).asLongStream().toArray(), indices.length);
    return kernels.call(scope, "replaced", x_BTD, indices_N, values_ND);
  }

  /** Hidden states [1, B * T, D] as [B, T, D]. */
  public Tensor reshape(Scope scope, Tensor x_1ND, int rows, int width) {
    return kernels.call(scope, "in_rows", x_1ND, scope.number(rows), scope.number(width));
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

  private List<Tensor> low(Scope scope, Optional<LayerLora> lora, List<Tensor> dropout) {
    return lora.map(l -> l.argument(scope, dropout)).orElse(noLora);
  }

  /** Room for {@code rows} rows of {@code capacity} positions; the caller closes it. */
  public KeyValueCache cache(Scope owner, int rows, int capacity) {
    return cache(owner, rows, capacity, noPrefix);
  }

  /** The same behind a prefix, whose positions do not count in {@code capacity}. */
  public KeyValueCache cache(Scope owner, int rows, int capacity, SharedPrefix prefix) {
    return new KeyValueCache(owner, kernels, config.layerCount(), prefix, rows, capacity);
  }

  /** Computes the keys and values of tokens with which many prompts begin; the caller closes it. */
  public SharedPrefix prefix(Scope owner, int[] ids, LoraWeights lora) {
    if (ids.length == 0) {
      return noPrefix;
    }
    Scope kept = owner.child();
    List<List<Tensor>> layers = new ArrayList<>();
    try (Scope step = kept.child()) {
      Tensor x_1PD = embed(step, new int[][] {ids});
      Rope rope = rope(step, ids.length);
      for (int i = 0; i < config.layerCount(); i++) {
        List<Tensor> results =
            kernels.callAll(
                step,
                "layer_and_heads",
                x_1PD,
                rope.cos(),
                rope.sin(),
                noMask,
                weights.layers().get(i).argument(),
                low(step, lora.layer(i), List.of()));
        x_1PD.close();
        x_1PD = results.get(0);
        layers.add(List.of(kept.adopt(results.get(1)), kept.adopt(results.get(2))));
      }
    }
    return new SharedPrefix(kept, ids, layers);
  }

  /**
   * Runs all layers over new positions and remembers their keys and values.
   *
   * @param x_BTD embeddings, shorter rows padded on the left; freed
   * @param positions_ABT int64; those of padding do not matter
   * @param padding how many of the new positions are padding, for each row
   * @param nextPositions the position of the token that follows, for each row
   * @return hidden states [B, T, D]
   */
  public Tensor extend(
      Scope scope,
      Tensor x_BTD,
      Tensor positions_ABT,
      int[] padding,
      long[] nextPositions,
      KeyValueCache cache,
      LoraWeights lora) {
    int count = Math.toIntExact(x_BTD.size(1));
    boolean plain =
        cache.length() == 0
            && cache.prefix().length() == 0
            && Arrays.stream(padding).allMatch(p -> p == 0);
    cache.advance(count, padding, nextPositions);
    Rope rope = rope(scope, positions_ABT);
    Tensor mask = plain ? noMask : cache.sight(scope, count);
    return throughLayers(scope, "extended_layer", x_BTD, rope, mask, cache, lora);
  }

  /**
   * Runs all layers over one new token a row.
   *
   * @return its hidden states [B, D]
   */
  public Tensor next(Scope scope, int[] ids_B, KeyValueCache cache, LoraWeights lora) {
    int rows = ids_B.length;
    int axes = config.rope().axes();
    long[] positions = new long[axes * rows];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = cache.nextPositions()[i % rows];
    }
    cache.advance();
    int[][] ids_B1 = Arrays.stream(ids_B).mapToObj(id -> new int[] {id}).toArray(int[][]::new);
    Rope rope = rope(scope, scope.longs(positions, axes, rows, 1));
    Tensor mask = cache.nextSight(scope);
    Tensor x_B1D = embed(scope, ids_B1);
    Tensor y_B1D = throughLayers(scope, "next_layer", x_B1D, rope, mask, cache, lora);
    return choose(scope, y_B1D, IntStream.range(0, rows).toArray());
  }

  private Tensor throughLayers(
      Scope scope,
      String kernel,
      Tensor x_BTD,
      Rope rope,
      Tensor mask,
      KeyValueCache cache,
      LoraWeights lora) {
    Tensor x = x_BTD;
    for (int i = 0; i < config.layerCount(); i++) {
      Tensor y =
          kernels.call(
              scope,
              kernel,
              x,
              rope.cos(),
              rope.sin(),
              mask,
              cache.argument(i),
              weights.layers().get(i).argument(),
              low(scope, lora.layer(i), List.of()));
      x.close();
      x = y;
    }
    return x;
  }

  /** Norm and head: hidden states [N, D] to logits [N, V], float32. */
  public Tensor logits(Scope scope, Tensor x_ND) {
    return kernels.call(scope, "logits", x_ND, weights.norm(), weights.head());
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
    noPrefix.close();
    scope.close();
    kernels.close();
  }
}
