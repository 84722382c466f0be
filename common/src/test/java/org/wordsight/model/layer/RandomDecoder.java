package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** A decoder with random float32 weights, and random tensors for its tests. */
final class RandomDecoder implements AutoCloseable {
  /** A small decoder: sizes that no kernel can mistake for each other. */
  static final DecoderConfig SMALL = config(50, 24, 40, 3, 6, 2, 8);

  private final DecoderConfig config;
  private final Random random;
  private final Backend backend;
  private final Scope scope;
  private final DecoderWeights weights;
  private final Decoder decoder;

  RandomDecoder(DecoderConfig config, long seed) {
    this(config, seed, new CpuBackend(ActivationType.FLOAT32));
  }

  /**
   * @param backend matrices are rounded to the type that it holds, and are on its device
   */
  RandomDecoder(DecoderConfig config, long seed, Backend backend) {
    this.config = config;
    this.random = new Random(seed);
    this.backend = backend;
    this.scope = backend.scope();
    List<LayerWeights> layers =
        IntStream.range(0, config.layerCount()).mapToObj(i -> layer()).toList();
    Tensor embedding = held(config.vocabularySize(), config.hiddenSize());
    this.weights =
        new DecoderWeights(
            new Embedding(embedding, false),
            layers,
            Map.of(),
            floats(config.hiddenSize()),
            scope.matrix(embedding),
            Products.PLAIN);
    this.decoder = new Decoder(config, weights, backend);
  }

  /** Sizes of a decoder with biases and one embedding for input and head. */
  static DecoderConfig config(
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int keyValueHeads,
      int headSize) {
    return new DecoderConfig(
        vocabulary,
        hidden,
        intermediate,
        layers,
        heads,
        keyValueHeads,
        headSize,
        1e-5,
        new RopeConfig(10_000, new RopeConfig.None(), List.of(headSize / 2)),
        true,
        true,
        256);
  }

  private LayerWeights layer() {
    int hidden = config.hiddenSize();
    int queryKeyValue = config.queryWidth() + 2 * config.keyValueWidth();
    return new LayerWeights(
        floats(hidden),
        scope.matrix(held(queryKeyValue, hidden)),
        floats(queryKeyValue),
        scope.matrix(held(hidden, config.queryWidth())),
        floats(hidden),
        scope.matrix(held(2 * config.intermediateSize(), hidden)),
        scope.matrix(held(hidden, config.intermediateSize())));
  }

  private Tensor held(int... shape) {
    Tensor values = floats(shape);
    try (Kernels kernels = backend.kernels(config.constants(backend.held()), "rounded.py")) {
      return kernels.call(scope, "rounded", values);
    }
  }

  DecoderWeights weights() {
    return weights;
  }

  Decoder decoder() {
    return decoder;
  }

  /** Owns the tensors of {@link #floats}. */
  Scope scope() {
    return scope;
  }

  Tensor floats(int... shape) {
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.3f;
    }
    return scope.floats(values, Arrays.stream(shape).asLongStream().toArray());
  }

  /** A and B of each projection of one layer. */
  List<Tensor> factors(int rank) {
    List<Tensor> factors = new ArrayList<>();
    for (Projection projection : Projection.values()) {
      factors.add(floats(rank, projection.inputWidth(config)));
      factors.add(floats(projection.outputWidth(config), rank));
    }
    return factors;
  }

  @Override
  public void close() {
    decoder.close();
    scope.close();
  }
}
