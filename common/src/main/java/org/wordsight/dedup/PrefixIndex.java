package org.wordsight.dedup;

import java.util.function.LongToIntFunction;

/**
 * Finds every set whose Jaccard similarity can reach a threshold, and misses none: the prefix
 * filter of the set-similarity joins AllPairs and PPJoin.
 *
 * <p>All sets are put in the same order, rare members first. Two sets that reach the threshold then
 * share a member among the first {@code n - ceil(threshold n) + 1} of each. This holds for any
 * common order. Rare members come first because few sets share them. The first member that two sets
 * share is found first, so the members before it are not in the other set.
 */
final class PrefixIndex implements CandidateIndex {
  private final RareFirst prefix;
  private final Postings postings = new Postings();
  private final HotBuckets hotBuckets = new HotBuckets();

  /**
   * @param frequencies how common members are; they decide the order, and must not change
   */
  PrefixIndex(double threshold, LongToIntFunction frequencies) {
    this.prefix = new RareFirst(threshold, frequencies);
  }

  @Override
  public void add(int number, long[] hashes, int size) {
    int length = prefix.keys(hashes, size);
    for (int i = 0; i < length; i++) {
      postings.put(prefix.key(i), number);
    }
  }

  @Override
  public void candidates(long[] hashes, int size, Found found) {
    int length = prefix.keys(hashes, size);
    for (int i = 0; i < length; i++) {
      int without = i;
      int told = postings.forEach(prefix.key(i), number -> found.accept(number, without));
      hotBuckets.note(prefix.key(i), told);
    }
  }

  @Override
  public HotBuckets hotBuckets() {
    return hotBuckets;
  }
}
