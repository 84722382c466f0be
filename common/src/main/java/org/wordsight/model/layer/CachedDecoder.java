package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.MatrixList;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * A decoder that answers, alone or with an adapter. {@link #read} takes prompts: rows of any
 * length, one after the other, whole or in parts. {@link #next} adds one token to each row. There
 * is no padding. The time and the result of a row do not depend on the lengths of other rows.
 */
public final class CachedDecoder implements AutoCloseable {
  private final Decoder decoder;
  private final Kernels kernels;
  private final Scope scope;
  private final List<TensorList> norms = new ArrayList<>();
  private final List<MatrixList> matrices = new ArrayList<>();
  private final List<TensorList> low = new ArrayList<>();
  private final Map<Integer, LayerRun> runs;
  private final CrossLayers cross;
  private final SharedPrefix noPrefix;
  private final Tensor none_M;

  /**
   * @param decoder owned by the caller
   * @param lora owned by the caller
   */
  public CachedDecoder(Decoder decoder, LoraWeights lora) {
    this.decoder = decoder;
    this.kernels = decoder.kernels();
    this.scope = decoder.scope();
    this.none_M = scope.longs(new long[0], 0);
    this.cross = new CrossLayers(kernels);
    List<LayerRun.Parts> parts = new ArrayList<>();
    for (int i = 0; i < decoder.config().layerCount(); i++) {
      LayerRun.Parts layer = parts(i, lora);
      parts.add(layer);
      norms.add(scope.list(layer.norms()));
      matrices.add(scope.matrices(layer.matrices()));
      low.add(scope.list(layer.low()));
    }
    this.runs = LayerRun.of(scope, parts, decoder.config().crossLayers());
    for (int i : decoder.config().crossLayers()) {
      List<Matrix> all = new ArrayList<>(decoder.layer(i).matrices());
      all.add(decoder.crossLayer(i).keyValue());
      TensorList looking = scope.list(decoder.crossLayer(i).norms());
      cross.add(i, norms.get(i), scope.matrices(all), looking, low.get(i));
    }
    ImageMemory noImages = new ImageMemory(scope.child(), List.of());
    List<Tensor> room = kernels.inferAll(scope, "room", scope.number(0), 1, 0);
    List<Tensor> empty = kernels.inferAll(scope, "prefix", scope.list(room));
    List<List<Tensor>> layers =
        Collections.nCopies(decoder.config().selfLayers().size(), List.copyOf(empty));
    this.noPrefix = new SharedPrefix(scope.child(), 0, layers, noImages);
  }

  /** A layer's weights and its adapter, in the form that its kernels take. */
  private LayerRun.Parts parts(int index, LoraWeights lora) {
    LayerWeights layer = decoder.layer(index);
    List<Tensor> own =
        kernels.inferAll(
            scope, "weight_form", scope.list(layer.norms()), scope.matrices(layer.matrices()));
    List<Tensor> low = decoder.low(scope, lora.layer(index));
    if (!decoder.config().crossLayers().contains(index)) {
      low = kernels.inferAll(scope, "adapter_form", scope.list(low));
    }
    return new LayerRun.Parts(own, layer.matrices(), low);
  }

  /** The empty prefix, for rows that share none. */
  public SharedPrefix noPrefix() {
    return noPrefix;
  }

  /** A cache for {@code rows} rows of {@code capacity} positions each, after a prefix. */
  public KeyValueCache cache(Scope owner, int rows, int capacity, SharedPrefix prefix) {
    int remembering = decoder.config().selfLayers().size();
    return new KeyValueCache(owner, kernels, remembering, prefix, rows, capacity);
  }

  /**
   * Gives images to rows of the cache, for the cross-attention layers. Call it before the prompts
   * are read.
   *
   * @param rows rows whose prompts show these images at the same places
   * @param images empty if images are among the embeddings
   */
  public void show(int[] rows, List<SeenImage> images, KeyValueCache cache) {
    if (!images.isEmpty()) {
      cache.show(rows, cross.memory(cache.scope(), images));
    }
  }

  /**
   * Reads tokens with which many rows begin. The caller closes the result.
   *
   * @param x_ND the embeddings of the tokens
   * @param positions_AN see {@link #read}
   * @param images see {@link #show}
   * @param windowLength positions that are read at a time
   */
  public SharedPrefix prefix(
      Scope owner, Tensor x_ND, long[][] positions_AN, List<SeenImage> images, int windowLength) {
    int length = Math.toIntExact(x_ND.size(0));
    Scope kept = owner.child();
    try (KeyValueCache cache = cache(owner, 1, length, noPrefix)) {
      ImageMemory looked = cross.memory(kept, images);
      cache.show(new int[] {cache.add(length)}, looked);
      for (int start = 0; start < length; start += windowLength) {
        int count = Math.min(windowLength, length - start);
        try (Scope step = owner.child()) {
          read(
              step,
              window(step, x_ND, start, count),
              slice(positions_AN, start, count),
              List.of(new RowSpan(0, start, count)),
              new int[0],
              cache);
        }
      }
      List<List<Tensor>> layers =
          cache.rooms().stream()
              .map(room -> kernels.inferAll(kept, "prefix", cache.scope().list(room)))
              .toList();
      return new SharedPrefix(kept, length, layers, looked);
    }
  }

  private static long[][] slice(long[][] positions, int start, int count) {
    return Arrays.stream(positions)
        .map(axis -> Arrays.copyOfRange(axis, start, start + count))
        .toArray(long[][]::new);
  }

  /** Consecutive positions of hidden states [N, D]. */
  public Tensor window(Scope scope, Tensor x_ND, int start, int count) {
    return kernels.infer(scope, "window", x_ND, start, count);
  }

  /** Hidden states, joined one after the other. */
  public Tensor joined(Scope scope, List<Tensor> x_ND) {
    return kernels.infer(scope, "behind_one_another", scope.list(x_ND));
  }

  /** Receives the input of each layer. */
  @FunctionalInterface
  public interface LayerListener {
    LayerListener NOBODY = (layer, x_ND) -> {};

    void entered(int layer, Tensor x_ND);
  }

  /** All hidden states [N, D] of new positions. Otherwise this is like {@link #read}. */
  public Tensor readAll(
      Scope scope,
      Tensor x_ND,
      long[][] positions_AN,
      List<RowSpan> spans,
      KeyValueCache cache,
      LayerListener listener) {
    return run(scope, x_ND, positions_AN, spans, Optional.empty(), cache, listener);
  }

  /**
   * Runs all layers over new positions and caches their keys and values.
   *
   * @param x_ND embeddings of the spans, one after the other; on a GPU they are overwritten
   * @param positions_AN the positions on each axis of {@link RopeConfig#axes()}
   * @param onward_M the positions that are needed after the last layer's attention
   * @return the hidden states [M, D] of these
   */
  public Tensor read(
      Scope scope,
      Tensor x_ND,
      long[][] positions_AN,
      List<RowSpan> spans,
      int[] onward_M,
      KeyValueCache cache) {
    return run(
        scope, x_ND, positions_AN, spans, Optional.of(onward_M), cache, LayerListener.NOBODY);
  }

  private Tensor run(
      Scope scope,
      Tensor x_ND,
      long[][] positions_AN,
      List<RowSpan> spans,
      Optional<int[]> onward_M,
      KeyValueCache cache,
      LayerListener listener) {
    cache.extend(spans);
    int[] numbers =
        spans.stream()
            .flatMapToInt(span -> Arrays.stream(new int[] {span.row(), span.start(), span.count()}))
            .toArray();
    Tensor chosen_M = onward_M.map(some -> positions(scope, some)).orElse(none_M);
    TensorList places = decoder.beginReading(scope, positions_AN, numbers, cache);
    Optional<CrossPlan> plan = plan(scope, spans, cache);
    int last = norms.size() - 1;
    Tensor x = x_ND;
    int place = 0;
    for (int i = 0; i < norms.size(); i++) {
      listener.entered(i, x);
      boolean whole = i < last || onward_M.isEmpty();
      Tensor y =
          cross.hold(i)
              ? cross.apply(scope, i, x, plan)
              : kernels.infer(
                  scope,
                  "read_layer",
                  x,
                  places,
                  numbers,
                  whole,
                  chosen_M,
                  cache.argument(place++),
                  norms.get(i),
                  matrices.get(i),
                  low.get(i));
      if (y != x && x != x_ND) {
        x.close();
      }
      x = y;
    }
    return onward_M.isPresent() && cross.hold(last)
        ? kernels.infer(scope, "chosen", x, chosen_M)
        : x;
  }

  private static Tensor positions(Scope scope, int[] some) {
    return scope.longs(Arrays.stream(some).asLongStream().toArray(), some.length);
  }

  /** One new position of each row in use. */
  private static List<RowSpan> newest(KeyValueCache cache) {
    return IntStream.range(0, cache.rows())
        .mapToObj(row -> new RowSpan(row, cache.length(row), 1))
        .toList();
  }

  /** The images to which the spans' tokens attend, if there are cross-attention layers. */
  private Optional<CrossPlan> plan(Scope scope, List<RowSpan> spans, KeyValueCache cache) {
    if (cross.isEmpty()) {
      return Optional.empty();
    }
    List<CrossPlan.Stretch> stretches = new ArrayList<>();
    int position = 0;
    for (RowSpan span : spans) {
      ImageMemory images = cache.images(span.row());
      if (!images.isEmpty()) {
        int token = cache.prefix().length() + span.start();
        stretches.add(new CrossPlan.Stretch(images, token, position, span.count()));
      }
      position += span.count();
    }
    return CrossPlan.of(scope, stretches);
  }

  /** The same as {@link #next(Scope, Tensor, KeyValueCache)} of ids that the host knows. */
  public Tensor next(Scope scope, int[] ids, KeyValueCache cache) {
    return next(scope, decoder.ids(scope, ids), cache);
  }

  /**
   * Runs all layers over one new token of each row in use.
   *
   * @param ids_B int64, each of them a token of the vocabulary
   * @return hidden states [n, D]
   */
  public Tensor next(Scope scope, Tensor ids_B, KeyValueCache cache) {
    Optional<CrossPlan> plan = plan(scope, newest(cache), cache);
    try (StepPlaces places = cache.prepared().orElseGet(() -> decoder.step(cache))) {
      cache.advance();
      Tensor x_BD = next(scope, decoder.embed(scope, ids_B), plan, places, cache);
      if (decoder.backend().computesAside() && cache.longest() < cache.capacity()) {
        cache.prepare(decoder.step(cache));
      }
      return x_BD;
    }
  }

  private Tensor next(
      Scope scope,
      Tensor embedded_BD,
      Optional<CrossPlan> plan,
      StepPlaces places,
      KeyValueCache cache) {
    Tensor x = embedded_BD;
    for (int i = 0; i < norms.size(); ) {
      LayerRun run = runs.get(i);
      Tensor y =
          run == null
              ? cross.apply(scope, i, x, plan)
              : kernels.infer(
                  scope,
                  "next_layers",
                  x,
                  places.tensors(),
                  places.longest(),
                  cache.argument(),
                  run.place(),
                  run.norms(),
                  run.matrices(),
                  run.low(),
                  run.lows());
      if (y != x) {
        x.close();
      }
      x = y;
      i += run == null ? 1 : run.lows().length;
    }
    return x;
  }

  @Override
  public void close() {
    scope.close();
  }
}
