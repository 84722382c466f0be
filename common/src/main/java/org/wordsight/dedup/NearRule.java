package org.wordsight.dedup;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The rule by which two questions are near duplicates, and the way in which they are found.
 *
 * @param threshold the least Jaccard similarity of near duplicates, above 0, at most 1
 * @param recall absent if every pair is found; otherwise MinHash finds a pair at the threshold with
 *     this probability
 */
public record NearRule(double threshold, OptionalDouble recall) {

  /**
   * @param recall 1 to find every pair, below 1 for MinHash
   */
  public static NearRule of(double threshold, double recall) {
    return recall < 1
        ? new NearRule(threshold, OptionalDouble.of(recall))
        : NearRule.exact(threshold);
  }

  /** A rule that misses no pair. */
  public static NearRule exact(double threshold) {
    return new NearRule(threshold, OptionalDouble.empty());
  }

  /** The bands of MinHash; absent if every pair is found. */
  public Optional<BandPlan> bands() {
    return recall.isPresent()
        ? Optional.of(BandPlan.of(threshold, recall.getAsDouble()))
        : Optional.empty();
  }
}
