package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** For tests of a process whose native operations use two threads. */
public final class TwoThreads {
  private static final int SIDE_BY_SIDE = 2;

  private TwoThreads() {}

  /**
   * Fails if the process was started with another number of threads, since the test would then show
   * nothing.
   */
  public static void require() {
    assertThat(NativeEngine.threads()).as("OMP_NUM_THREADS").isEqualTo(2);
  }

  /** The result of {@code work} if every native operation uses one thread. */
  public static <T> T withOne(Supplier<T> work) {
    return with(1, work);
  }

  /** The result of {@code work} with another number of threads. */
  public static <T> T with(int threads, Supplier<T> work) {
    NativeEngine.useThreads(OptionalInt.of(threads));
    try {
      return work.get();
    } finally {
      NativeEngine.useThreads(OptionalInt.of(2));
    }
  }

  /** The results of {@code work} on two workers at once. */
  public static <T> List<T> sideBySide(int times, Callable<T> work) {
    try (Workers workers = new Workers(SIDE_BY_SIDE)) {
      List<Future<T>> started = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        started.add(workers.start(work));
      }
      return started.stream().map(Workers::result).toList();
    }
  }
}
