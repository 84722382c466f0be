package org.wordsight.exchange;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts frames of each worker against those that are expected, over all rounds. */
final class RoundCounts {
  private final AtomicLongArray expected;
  private final AtomicLongArray counted;

  RoundCounts(int workers) {
    this.expected = new AtomicLongArray(workers);
    this.counted = new AtomicLongArray(workers);
  }

  void expect(int worker, int more) {
    expected.addAndGet(worker, more);
  }

  void add(int worker) {
    counted.incrementAndGet(worker);
  }

  /**
   * Whether fewer frames have come than are expected. There may also be more, from the next round.
   */
  boolean lacks(int worker) {
    return counted.get(worker) < expected.get(worker);
  }
}
