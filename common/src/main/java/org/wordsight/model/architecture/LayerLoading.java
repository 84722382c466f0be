package org.wordsight.model.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.wordsight.tensor.Workers;

/** Loads layers, several at the same time if that is faster. */
final class LayerLoading {
  private LayerLoading() {}

  /** Makes one layer with a loader that no other thread uses. */
  @FunctionalInterface
  interface Layer<T> {
    T load(WeightLoader weights, int index);
  }

  /** All layers in their order. They belong to the owner of {@code weights}. */
  static <T> List<T> load(WeightLoader weights, int count, Layer<T> layer) {
    int atOnce = weights.layersAtOnce();
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
