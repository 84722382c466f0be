package org.wordsight.dedup;

import java.util.function.LongToIntFunction;

/**
 * The number of sets that contain each member. The counts are in a fixed number of cells. Members
 * that share a cell count as equally common.
 */
final class MemberFrequencies implements LongToIntFunction {
  private static final int USUAL_BITS = 20;
  private static final int FEWEST_BITS = 10;
  private static final int MOST = (1 << 19) - 1;

  private final int[] counts;

  private MemberFrequencies(int bits) {
    counts = new int[1 << bits];
  }

  /** Counts of no set yet. */
  static MemberFrequencies none() {
    return new MemberFrequencies(USUAL_BITS);
  }

  /** Counts of no set yet, with cells for so many members. */
  static MemberFrequencies forMembers(long members) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(members);
    return new MemberFrequencies(Math.max(FEWEST_BITS, Math.min(USUAL_BITS, bits)));
  }

  /** The counts of all sets of a store. */
  static MemberFrequencies of(SetStore sets) {
    MemberFrequencies frequencies = none();
    long[] hashes = new long[256];
    for (int number = 0; number < sets.count(); number++) {
      hashes = Boilerplate.roomFor(sets.size(number), hashes);
      frequencies.add(hashes, sets.read(number, hashes));
    }
    return frequencies;
  }

  void add(long[] hashes, int size) {
    for (int i = 0; i < size; i++) {
      int cell = cell(hashes[i], counts.length);
      counts[cell] = Math.min(MOST, counts[cell] + 1);
    }
  }

  /** The number of sets that contain a member, or a larger number; at most 524,287. */
  @Override
  public int applyAsInt(long hash) {
    return counts[cell(hash, counts.length)];
  }

  int cells() {
    return counts.length;
  }

  int count(int cell) {
    return counts[cell];
  }

  /**
   * The cell of a member.
   *
   * @param cells a power of two
   */
  static int cell(long hash, int cells) {
    return (int) (hash >>> (Long.SIZE - Integer.numberOfTrailingZeros(cells)));
  }
}
