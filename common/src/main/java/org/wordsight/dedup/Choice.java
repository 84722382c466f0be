package org.wordsight.dedup;

import java.io.Serializable;

/** The decision about a candidate that is not contaminated. */
public sealed interface Choice extends Serializable {

  /** The candidate is one of the questions asked for. */
  record Kept() implements Choice {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The candidate is dropped as a duplicate.
   *
   * @param keptRank the rank of the seed question, of the kept candidate or of the earlier run's
   *     question that it repeats
   * @param score the exact similarity of the two, 1 for exact duplicates
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

  /** The way in which two questions were found to be duplicates. */
  enum Method {
    /** Equal normalised texts. */
    EXACT("exact", "exact"),
    /** Shared shingles. */
    NEAR("near", "shingles"),
    /** A long common subsequence of words. */
    ROUGE_L("near", "rouge-l"),
    /** Vectors of a high cosine. */
    SEMANTIC("semantic", "cosine");

    private final String text;
    private final String rule;

    Method(String text, String rule) {
      this.text = text;
      this.rule = rule;
    }

    /** The method's name in the table, if both questions are of one run. */
    public String text() {
      return text;
    }

    /** The name of the rule in the table, which says how the score is computed. */
    public String rule() {
      return rule;
    }
  }
}
