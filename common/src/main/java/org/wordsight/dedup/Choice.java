package org.wordsight.dedup;

import java.io.Serializable;
import java.util.Locale;

/** The decision about a candidate that is not contaminated. */
public sealed interface Choice extends Serializable {

  /** The candidate is one of the questions asked for. */
  record Kept() implements Choice {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The candidate is dropped as a duplicate.
   *
   * @param keptRank the rank of the seed question or kept candidate that it repeats
   * @param score the exact similarity of the two: 1 for exact duplicates, the Jaccard similarity
   *     for near ones, the cosine for semantic ones
   */
  record Duplicate(long keptRank, Method method, double score) implements Choice {
    private static final long serialVersionUID = 1L;
  }

  /** The candidate is good, but beyond the number asked for. */
  record Surplus() implements Choice {
    private static final long serialVersionUID = 1L;
  }

  /** The candidate is a duplicate of a surplus question, and of no kept one. */
  record SurplusDuplicate(long surplusRank) implements Choice {
    private static final long serialVersionUID = 1L;
  }

  /** The way in which two questions were found to be duplicates; the first that holds is named. */
  enum Method {
    EXACT,
    NEAR,
    SEMANTIC;

    /** The method's name in the table. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
