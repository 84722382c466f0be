package org.wordsight.dedup;

import java.util.List;

/**
 * Figures of the search for near duplicates.
 *
 * @param compared pairs whose similarity was computed
 * @param boilerplate shingles that were left out of comparisons at the end
 * @param bruteForcePairs similar pairs of a sample of candidates, found by comparing each with
 *     every kept question
 * @param foundOfThem the pairs among them that the search found too
 * @param hotBuckets keys that many kept questions share, the largest first
 */
public record SelectionFacts(
    long compared,
    int boilerplate,
    long bruteForcePairs,
    long foundOfThem,
    List<HotBucket> hotBuckets) {

  /**
   * A key that many kept questions share without being duplicates.
   *
   * @param key of a band; or of a shingle, if every pair is found
   * @param questions that share it
   */
  public record HotBucket(long key, int questions) {}

  public SelectionFacts {
    hotBuckets = List.copyOf(hotBuckets);
  }
}
