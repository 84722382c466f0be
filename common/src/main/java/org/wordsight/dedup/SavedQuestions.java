package org.wordsight.dedup;

import java.util.Optional;

/**
 * Kept questions, in the form of a file of signatures.
 *
 * @param exact the two halves of each question's exact hash, one question after the other
 * @param words absent if questions are not compared word by word
 * @param meanings absent if they are not compared
 */
record SavedQuestions(
    int count,
    long[] exact,
    Indexed shingles,
    Optional<Indexed> words,
    Optional<Meanings> meanings) {

  /**
   * @param words by {@link DuplicateRules#comparesWords}
   * @param vectors of all questions; read only if the rules compare meanings
   */
  static SavedQuestions of(
      DuplicateRules rules,
      long[] exact,
      Sets shingles,
      Optional<? extends Sets> words,
      Embedded vectors) {
    return new SavedQuestions(
        exact.length / 2,
        exact,
        new Indexed(shingles, (values, size) -> size, rules.near().threshold()),
        words.map(
            values ->
                new Indexed(
                    values,
                    WordSequence::occurrences,
                    RougePairs.overlap(rules.rougeL().orElseThrow()))),
        rules.meaning().map(rule -> new Meanings(rule, vectors)));
  }

  /** The vectors of the questions, and the rule that names their embedder. */
  record Meanings(MeaningRule rule, Embedded vectors) {}

  /**
   * Some of the vectors of a store, with new numbers.
   *
   * @param numbers the numbers in the store, by the new number
   */
  record Embedded(NumberedVectors store, int[] numbers) {
    /** No vectors, if meanings are not compared. */
    static final Embedded NONE = new Embedded(HistoryVectors.NONE, new int[0]);

    void read(int number, float[] into) {
      store.read(numbers[number], into);
    }
  }

  /**
   * Sets of hashes with an index.
   *
   * @param values the sets as they are saved
   * @param members the members by which sets are found
   * @param threshold the least Jaccard similarity of members that is found
   */
  record Indexed(Sets values, Members members, double threshold) {}

  /** Makes a set of members from saved values. */
  interface Members {

    /**
     * Replaces the values by the members.
     *
     * @return the number of members, at most {@code size}
     */
    int of(long[] values, int size);
  }
}
