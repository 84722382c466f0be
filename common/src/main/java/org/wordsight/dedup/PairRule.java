package org.wordsight.dedup;

/**
 * A way in which two questions are duplicates of each other, beside an exact copy. It holds what it
 * must know of the kept questions. Another kind of pair is another implementation, and a line in
 * {@link DuplicateRules}.
 */
interface PairRule extends AutoCloseable {

  /** Is told the kept questions that a candidate repeats. */
  interface Found {

    /**
     * @param number of the kept question
     * @param score the exact similarity, at or over the rule's threshold
     */
    void accept(int number, double score);
  }

  /** What a decision by this rule is called. */
  Choice.Method method();

  /**
   * Says that the questions of earlier runs are kept. Called at most once, after the seed questions
   * and before any candidate. Their numbers are the next ones.
   */
  void follow(KeptHistory history);

  /**
   * Says that a question is kept.
   *
   * @param number counts from 0 over all kept questions
   */
  void keep(int number, ComparedText text);

  /**
   * Tells every kept question that a candidate repeats, each once.
   *
   * @param rank of the candidate
   */
  void find(long rank, ComparedText text, Found found);

  @Override
  void close();
}
