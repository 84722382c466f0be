package org.wordsight.dedup;

/**
 * How many sets contain each member. The counts are in a fixed number of cells. Members that share
 * a cell look equally common.
 */
final class MemberFrequencies {
  private static final int CELL_BITS = 20;
  private static final int MOST = (1 << 19) - 1;

  private final int[] counts = new int[1 << CELL_BITS];

  void add(long[] hashes, int size) {
    for (int i = 0; i < size; i++) {
      counts[cell(hashes[i])]++;
    }
  }

  /** In how many sets a member is, or a larger number; at most 524,287. */
  int of(long hash) {
    return Math.min(MOST, counts[cell(hash)]);
  }

  private static int cell(long hash) {
    return (int) (hash >>> (Long.SIZE - CELL_BITS));
  }
}
