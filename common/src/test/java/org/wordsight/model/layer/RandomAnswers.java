package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** The outputs of a random decoder with a random adapter, with the same weights on all backends. */
final class RandomAnswers {
  private static final int[] LENGTHS = {4, 2, 3};

  private RandomAnswers() {}

  /** Random factors for all layers but the last. */
  static LoraWeights adapter(Scope scope, DecoderConfig config) {
    Random random = new Random(4);
    List<LayerLora> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layerCount(); layer++) {
      List<Tensor> factors = new ArrayList<>();
      for (Projection projection : Projection.values()) {
        if (layer + 1 < config.layerCount()) {
          factors.add(gaussian(scope, random, 3, projection.inputWidth(config)));
          factors.add(gaussian(scope, random, projection.outputWidth(config), 3));
        }
      }
      layers.add(new LayerLora(factors, 0.7));
    }
    return new LoraWeights(layers);
  }

  private static Tensor gaussian(Scope scope, Random random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.2f;
    }
    return scope.floats(values, rows, columns);
  }

  /**
   * The logits of rows that are read together, and go on for two tokens.
   *
   * @param prefixLength the positions that all rows share; 0 for none
   */
  static float[] logits(DecoderConfig config, Backend backend, int rowCount, int prefixLength) {
    try (RandomDecoder random = new RandomDecoder(config, 9, backend);
        Kernels kernels = backend.kernels(config.constants(backend.held()), "rounded.py");
        Scope scope = backend.scope()) {
      LoraWeights lora = adapter(scope, config);
      try (CachedDecoder decoder = new CachedDecoder(random.decoder(), lora)) {
        IntFunction<Tensor> hidden =
            count -> kernels.call(scope, "rounded", random.floats(count, config.hiddenSize()));
        SharedPrefix prefix = decoder.noPrefix();
        if (prefixLength > 0) {
          long[][] first = {IntStream.range(0, prefixLength).asLongStream().toArray()};
          prefix = decoder.prefix(scope, hidden.apply(prefixLength), first, List.of(), 3);
        }
        KeyValueCache cache = decoder.cache(scope, rowCount, 9, prefix);
        List<RowSpan> spans = new ArrayList<>();
        int[] lengths = IntStream.range(0, rowCount).map(i -> LENGTHS[i % 3]).toArray();
        for (int length : lengths) {
          spans.add(new RowSpan(cache.add(prefixLength + length), 0, length));
        }
        long[][] positions = {
          IntStream.of(lengths)
              .flatMap(length -> IntStream.range(prefixLength, prefixLength + length))
              .asLongStream()
              .toArray()
        };
        int[] ends = lengths.clone();
        for (int i = 1; i < rowCount; i++) {
          ends[i] += ends[i - 1];
        }
        int[] needed = IntStream.of(ends).map(end -> end - 1).toArray();
        int[] ids = IntStream.range(0, rowCount).map(i -> 7 + i % 20).toArray();
        decoder.read(scope, hidden.apply(ends[rowCount - 1]), positions, spans, needed, cache);
        decoder.next(scope, ids, cache);
        return random.decoder().logits(scope, decoder.next(scope, ids, cache)).toFloats();
      }
    }
  }
}
