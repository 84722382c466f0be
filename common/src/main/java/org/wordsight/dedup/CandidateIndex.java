package org.wordsight.dedup;

/**
 * Finds the sets that may be similar to a given set, among sets that were added before. Each way to
 * find duplicates is an implementation of this interface.
 */
interface CandidateIndex {

  /** Receives the sets that may be similar to the given set. */
  interface Found {

    /**
     * @param without counts only when a set is reported for the first time: at least so many
     *     members of the given set are not in the reported set, if the two are similar
     */
    void accept(int number, int without);
  }

  /**
   * Adds a set.
   *
   * @param number from 0, without gaps
   * @param hashes the set's members; only the first {@code size} count
   */
  void add(int number, long[] hashes, int size);

  /** Reports the numbers of sets that may be similar. A number may be reported more than once. */
  void candidates(long[] hashes, int size, Found found);

  /** The keys that many sets share; see {@link HotBuckets}. */
  HotBuckets hotBuckets();
}
