package org.wordsight.dedup;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Finds every set whose Jaccard similarity can reach a threshold, and misses none: the prefix
 * filter of the set-similarity joins AllPairs and PPJoin.
 *
 * <p>All sets are put in the same order, rare members first. Two sets that reach the threshold then
 * share a member among the first {@code n - ceil(threshold n) + 1} of each. This holds for any
 * common order. Rare members go first because few sets share them.
 */
final class PrefixIndex implements CandidateIndex {
  /** Protects whole-number bounds against rounding. It only ever admits more. */
  private static final double SLACK = 1e-9;

  private static final int FREQUENCY_SHIFT = 44;

  private final double threshold;
  private final MemberFrequencies frequencies;
  private final Postings postings = new Postings();
  private final HotBuckets hotBuckets = new HotBuckets();
  private long[] order = new long[256];

  /**
   * @param frequencies how common members are; they decide the order, and must not change
   */
  PrefixIndex(double threshold, MemberFrequencies frequencies) {
    this.threshold = threshold;
    this.frequencies = frequencies;
  }

  @Override
  public void add(int number, long[] hashes, int size) {
    int length = prefix(hashes, size);
    for (int i = 0; i < length; i++) {
      postings.put(order[i], number);
    }
  }

  @Override
  public void candidates(long[] hashes, int size, IntConsumer found) {
    int length = prefix(hashes, size);
    for (int i = 0; i < length; i++) {
      hotBuckets.note(order[i], postings.forEach(order[i], found));
    }
  }

  @Override
  public HotBuckets hotBuckets() {
    return hotBuckets;
  }

  /**
   * Puts the members of the prefix first in {@link #order}, mixed as keys.
   *
   * @return how many they are
   */
  private int prefix(long[] hashes, int size) {
    int length = Math.min(size, size - (int) Math.ceil(threshold * size - SLACK) + 1);
    if (order.length < size) {
      order = new long[2 * size];
    }
    // A member's place: how common it is, then bits of its hash. Ties by those bits are harmless,
    // since equal places belong to members that look alike everywhere.
    for (int i = 0; i < size; i++) {
      order[i] =
          ((long) frequencies.of(hashes[i]) << FREQUENCY_SHIFT)
              | (hashes[i] & ((1L << FREQUENCY_SHIFT) - 1));
    }
    Arrays.sort(order, 0, size);
    for (int i = 0; i < length; i++) {
      order[i] = Shingles.mixed(order[i] & ((1L << FREQUENCY_SHIFT) - 1));
    }
    return length;
  }
}
