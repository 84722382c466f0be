package org.wordsight.dedup;

/** Sets of hashes by number. */
interface Sets {

  /** The largest number of members that a set can have. */
  int size(int number);

  /**
   * Copies a set.
   *
   * @param into has room for {@link #size}
   * @return the number of members
   */
  int read(int number, long[] into);
}
