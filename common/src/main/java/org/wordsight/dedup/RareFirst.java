package org.wordsight.dedup;

import java.util.Arrays;
import java.util.function.LongToIntFunction;

/**
 * The keys under which a set is found: its first members, in an order that all sets share, with
 * rare members first. Two sets that reach the threshold have a key in common. Not thread-safe.
 */
final class RareFirst {
  /** Protects whole-number bounds against rounding. It can only admit more. */
  private static final double SLACK = 1e-9;

  private static final int FREQUENCY_SHIFT = 44;
  private static final long HASH = (1L << FREQUENCY_SHIFT) - 1;

  private final double threshold;
  private final LongToIntFunction frequencies;
  private long[] keys = new long[256];

  /**
   * @param threshold the least Jaccard similarity that must be found
   * @param frequencies how common members are; they decide the order, and must not change
   */
  RareFirst(double threshold, LongToIntFunction frequencies) {
    this.threshold = threshold;
    this.frequencies = frequencies;
  }

  /** The number of keys of a set with so many members. */
  int count(int size) {
    return Math.min(size, size - (int) Math.ceil(threshold * size - SLACK) + 1);
  }

  /**
   * Computes the keys of a set.
   *
   * @return the number of keys; {@link #key} has them
   */
  int keys(long[] hashes, int size) {
    int count = count(size);
    keys = Boilerplate.roomFor(size, keys);
    // The place of a member in the order: its frequency, then bits of its hash. Equal places do no
    // harm, since all sets then treat these members alike.
    for (int i = 0; i < size; i++) {
      keys[i] = ((long) frequencies.applyAsInt(hashes[i]) << FREQUENCY_SHIFT) | (hashes[i] & HASH);
    }
    Arrays.sort(keys, 0, size);
    for (int i = 0; i < count; i++) {
      keys[i] = Shingles.mixed(keys[i] & HASH);
    }
    return count;
  }

  long key(int index) {
    return keys[index];
  }
}
