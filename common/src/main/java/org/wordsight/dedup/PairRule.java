package org.wordsight.dedup;

/**
 * A way in which two questions are duplicates of each other, beside an exact copy. A rule holds all
 * that it must know of the kept questions. A new kind of pair needs another implementation, and a
 * line in {@link DuplicateRules}.
 */
interface PairRule extends AutoCloseable {

  /** Receives the kept questions that a candidate repeats. */
  interface Found {

    /**
     * @param number of the kept question
     * @param score the exact similarity, at or over the rule's threshold
     */
    void accept(int number, double score);
  }

  /** The method that is named in decisions by this rule. */
  Choice.Method method();

  /**
   * Says that the questions of earlier runs are kept. Called at most once, after the seed questions
   * and before any candidate. These questions get the next numbers.
   */
  void follow(KeptHistory history);

  /**
   * Says that a question is kept.
   *
   * @param number from 0, over all kept questions
   */
  void keep(int number, ComparedText text);

  /**
   * Reports every kept question that a candidate repeats, each once.
   *
   * @param rank of the candidate
   */
  void find(long rank, ComparedText text, Found found);

  @Override
  void close();
}
