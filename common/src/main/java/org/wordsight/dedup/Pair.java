package org.wordsight.dedup;

import java.io.Serializable;

/**
 * Two questions whose exact similarity reaches the threshold.
 *
 * @param earlier the rank of the preferred question
 * @param later the rank of the other question, which is larger
 */
public record Pair(long earlier, long later, double score) implements Serializable {
  private static final long serialVersionUID = 1L;

  public Pair {
    if (earlier >= later) {
      throw new IllegalArgumentException("A pair of ranks " + earlier + ", " + later);
    }
  }
}
