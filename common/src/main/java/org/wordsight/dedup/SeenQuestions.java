package org.wordsight.dedup;

import java.util.Arrays;

/** The kept questions that the search for one candidate has come to. Not thread-safe. */
final class SeenQuestions {
  /** By kept question: the last candidate whose search came to it. */
  private int[] candidates = new int[1024];

  private int candidate;

  /**
   * Begins the search for another candidate.
   *
   * @param kept questions so far
   */
  void begin(int kept) {
    candidate++;
    if (candidates.length < kept) {
      candidates = Arrays.copyOf(candidates, 2 * kept);
    }
  }

  /** Adds a kept question; false where it was there before. */
  boolean add(int number) {
    boolean isNew = candidates[number] != candidate;
    candidates[number] = candidate;
    return isNew;
  }

  boolean contains(int number) {
    return candidates[number] == candidate;
  }
}
