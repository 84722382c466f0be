package org.wordsight.dedup;

import java.util.OptionalInt;

/**
 * When boilerplate is looked for: at 64 kept questions, and whenever their number has doubled. A
 * look is at the questions that were kept first. What it finds therefore depends on their number
 * and order alone, and not on the runs that kept them.
 */
final class Looks {
  private static final int FIRST = 64;

  private int next = FIRST;

  /**
   * @param kept questions so far
   * @return how many of them a new look is at; absent where none is due
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
