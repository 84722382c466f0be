package org.wordsight.dedup;

import java.util.Arrays;

/**
 * Sorts hashes in ascending order. Hashes are spread evenly, so the upper bits of a hash give its
 * approximate place, and few hashes are moved afterwards.
 */
final class HashSort {
  private static final int FEWEST = 32;

  /** Above this number, many hashes of a repetitive text could share few places. */
  private static final int MOST = 4_096;

  private HashSort() {}

  static void sort(long[] hashes, int size) {
    if (size < FEWEST || size > MOST) {
      Arrays.sort(hashes, 0, size);
      return;
    }
    int shift = Long.numberOfLeadingZeros(size - 1L);
    int[] starts = new int[(1 << (Long.SIZE - shift)) + 1];
    for (int i = 0; i < size; i++) {
      starts[(int) ((hashes[i] ^ Long.MIN_VALUE) >>> shift) + 1]++;
    }
    int start = 0;
    for (int bucket = 1; bucket < starts.length; bucket++) {
      start += starts[bucket];
      starts[bucket] = start;
    }
    long[] placed = new long[size];
    for (int i = 0; i < size; i++) {
      placed[starts[(int) ((hashes[i] ^ Long.MIN_VALUE) >>> shift)]++] = hashes[i];
    }
    for (int i = 0; i < size; i++) {
      long hash = placed[i];
      int place = i;
      while (place > 0 && hashes[place - 1] > hash) {
        hashes[place] = hashes[place - 1];
        place--;
      }
      hashes[place] = hash;
    }
  }
}
