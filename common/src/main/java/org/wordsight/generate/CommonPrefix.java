package org.wordsight.generate;

import java.util.Arrays;
import java.util.List;

/** The tokens with which all prompts of a group begin. */
final class CommonPrefix {
  /** Below this, what is saved is less than what a second pass costs. */
  static final int WORTHWHILE = 32;

  private CommonPrefix() {}

  /**
   * The longest common beginning, if it is worthwhile; at least one token of each prompt is left
   * over, from which the answer is predicted. None where a prompt shows images: they come early.
   */
  static int[] of(List<Row> rows) {
    boolean images = rows.stream().anyMatch(row -> !row.prompt().images().isEmpty());
    if (rows.size() < 2 || images) {
      return new int[0];
    }
    int[] first = rows.get(0).prompt().ids();
    int length = first.length - 1;
    for (Row row : rows) {
      int[] ids = row.prompt().ids();
      int most = Math.min(length, ids.length - 1);
      int mismatch = Arrays.mismatch(first, 0, most, ids, 0, most);
      length = mismatch < 0 ? most : mismatch;
    }
    return length < WORTHWHILE ? new int[0] : Arrays.copyOf(first, length);
  }
}
