package org.wordsight.synthesis;

import java.util.Locale;

/**
 * A kept question and its place in the split.
 *
 * @param rank the place among the samples of its part, 0 being the first; a subset of n is ranks 0
 *     to n - 1
 */
public record Sample(String id, KeptQuestion kept, Part part, int rank) {

  /** The part of the split; the table has its text. */
  public enum Part {
    TRAIN,
    VALIDATION;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
