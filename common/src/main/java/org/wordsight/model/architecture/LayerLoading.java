package org.wordsight.model.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.wordsight.tensor.NativeEngine;
import org.wordsight.tensor.Workers;

/**
 * Loads layers. Where matrices are converted to 16-bit numbers, several layers are loaded at the
 * same time, since the conversion takes one core ten times as long as reading.
 */
final class LayerLoading {
  /** Each of them holds a matrix in float32 for a while, beside the loaded layers. */
  private static final int MOST_AT_ONCE = 3;

  private LayerLoading() {}

  /** Makes one layer with a loader that nothing else uses. */
  @FunctionalInterface
  interface Layer<T> {
    T load(WeightLoader weights, int index);
  }

  /** All layers in their order. They belong to the owner of {@code weights}. */
  static <T> List<T> load(WeightLoader weights, int count, Layer<T> layer) {
    int atOnce = weights.products().areHalf() ? Math.min(MOST_AT_ONCE, NativeEngine.threads()) : 1;
    if (atOnce == 1) {
      return IntStream.range(0, count).mapToObj(i -> layer.load(weights, i)).toList();
    }
    List<WeightLoader> loaders = new ArrayList<>();
    try {
      for (int i = 0; i < atOnce; i++) {
        loaders.add(weights.sibling());
      }
      Queue<WeightLoader> free = new ConcurrentLinkedQueue<>(loaders);
      return load(
          atOnce,
          count,
          index -> {
            WeightLoader loader = free.remove();
            try {
              return layer.load(loader, index);
            } finally {
              free.add(loader);
            }
          });
    } finally {
      loaders.forEach(WeightLoader::close);
    }
  }

  private static <T> List<T> load(int atOnce, int count, IntFunction<T> layer) {
    try (Workers workers = new Workers(atOnce)) {
      List<Future<T>> started = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        started.add(workers.start(() -> layer.apply(index)));
      }
      return started.stream().map(Workers::result).toList();
    }
  }
}
