package org.wordsight.dedup;

import java.util.Arrays;

/** The kept questions that the search for one candidate has already found. Not thread-safe. */
final class SeenQuestions {
  /** For each kept question: the last candidate whose search found it. */
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

  /** Adds a kept question; false if it was there before. */
  boolean add(int number) {
    boolean isNew = candidates[number] != candidate;
    candidates[number] = candidate;
    return isNew;
  }

  boolean contains(int number) {
    return candidates[number] == candidate;
  }
}
