package org.wordsight.dedup;

import java.util.Locale;

/** What becomes of a candidate that is not contaminated. */
public sealed interface Choice {

  /** It is one of the questions asked for. */
  record Kept() implements Choice {}

  /**
   * It is dropped for another.
   *
   * @param keptRank a seed question or a kept candidate
   * @param score their exact similarity, 1 for exact duplicates
   */
  record Duplicate(long keptRank, Method method, double score) implements Choice {}

  /** It is good, but beyond the number asked for. */
  record Surplus() implements Choice {}

  /** It is a duplicate of a surplus question, and of no kept one. */
  record SurplusDuplicate(long surplusRank) implements Choice {}

  /** How two questions were found to be duplicates. */
  enum Method {
    EXACT,
    NEAR;

    /** As it stands in the table. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
