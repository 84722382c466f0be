package org.wordsight.dedup;

/**
 * Finds the sets that may be similar to a given one, among sets that were added before. Another way
 * to find duplicates is another implementation.
 */
interface CandidateIndex {

  /** Is told the sets that may be similar to the one asked about. */
  interface Found {

    /**
     * @param without where a set is told for the first time: so many members of the set asked about
     *     are not in it, or it is not similar
     */
    void accept(int number, int without);
  }

  /**
   * Adds a set.
   *
   * @param number counts from 0, one after the other
   * @param hashes the set's members; only the first {@code size} count
   */
  void add(int number, long[] hashes, int size);

  /** Tells the numbers of sets that may be similar. A number may be told more than once. */
  void candidates(long[] hashes, int size, Found found);

  /** The keys that many sets share; see {@link HotBuckets}. */
  HotBuckets hotBuckets();
}
