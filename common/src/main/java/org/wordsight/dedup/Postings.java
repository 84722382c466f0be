package org.wordsight.dedup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Maps 64-bit keys to the numbers that were put under them: a hash table with chains, in arrays of
 * primitives. It keeps 32 bits of a key. One number in four billion is therefore reported by
 * mistake, which costs the caller a comparison. An entry takes 16 to 20 bytes. Not thread-safe.
 */
final class Postings {
  private static final int NONE = -1;

  /** Entries in a part. Parts are never copied. */
  private static final int PART_BITS = 18;

  private static final int PART = 1 << PART_BITS;
  private static final int MOST = 1 << 30;

  /** An entry is three numbers: key, next entry of the chain, number. */
  private static final int WIDTH = 3;

  private final List<int[]> parts = new ArrayList<>();
  private int[] heads = new int[1 << 12];
  private int count;

  Postings() {
    Arrays.fill(heads, NONE);
  }

  /** Keys must be well mixed. */
  void put(long key, int number) {
    if (count == heads.length) {
      growHeads();
    }
    if (count == parts.size() << PART_BITS) {
      parts.add(new int[WIDTH * PART]);
    }
    int[] part = parts.get(count >>> PART_BITS);
    int at = WIDTH * (count & (PART - 1));
    part[at] = (int) key;
    part[at + 2] = number;
    link(part, at, count);
    count++;
  }

  private void link(int[] part, int at, int entry) {
    int place = part[at] & (heads.length - 1);
    part[at + 1] = heads[place];
    heads[place] = entry;
  }

  /**
   * Reports the numbers under a key, the last one first.
   *
   * @return the number of them
   */
  int forEach(long key, IntConsumer found) {
    int told = 0;
    int wanted = (int) key;
    for (int entry = heads[wanted & (heads.length - 1)]; entry != NONE; ) {
      int[] part = parts.get(entry >>> PART_BITS);
      int at = WIDTH * (entry & (PART - 1));
      if (part[at] == wanted) {
        found.accept(part[at + 2]);
        told++;
      }
      entry = part[at + 1];
    }
    return told;
  }

  int count() {
    return count;
  }

  private void growHeads() {
    if (count == MOST) {
      throw new IllegalStateException("More than " + MOST + " postings");
    }
    heads = new int[2 * heads.length];
    Arrays.fill(heads, NONE);
    for (int entry = 0; entry < count; entry++) {
      link(parts.get(entry >>> PART_BITS), WIDTH * (entry & (PART - 1)), entry);
    }
  }
}
