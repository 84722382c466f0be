package org.wordsight.dedup;

import java.util.OptionalInt;

/**
 * The times at which boilerplate is looked for: at 64 kept questions, and whenever their number has
 * doubled. Each search reads the questions that were kept first. Its result therefore depends only
 * on their number and order, and not on the runs that kept them.
 */
final class Looks {
  private static final int FIRST = 64;

  private int next = FIRST;

  /**
   * @param kept questions so far
   * @return the number of questions that a new search reads; absent if no search is due
   */
  OptionalInt due(int kept) {
    OptionalInt due = OptionalInt.empty();
    while (next > 0 && next <= kept) {
      due = OptionalInt.of(next);
      next = 2 * next;
    }
    return due;
  }
}
