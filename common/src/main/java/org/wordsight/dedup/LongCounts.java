package org.wordsight.dedup;

import java.util.function.LongConsumer;

/** Counts of well-mixed 64-bit keys, in arrays of primitives. Not thread-safe. */
final class LongCounts {
  private long[] keys = new long[1 << 10];
  private int[] counts = new int[1 << 10];
  private int size;

  /** The count of the key zero, which cannot be in the table: zero marks an empty place there. */
  private int zeros;

  void add(long key) {
    if (key == 0) {
      zeros++;
      return;
    }
    int place = place(key);
    if (counts[place] == 0) {
      keys[place] = key;
      size++;
    }
    counts[place]++;
    if (2 * size > keys.length) {
      grow();
    }
  }

  int of(long key) {
    return key == 0 ? zeros : counts[place(key)];
  }

  boolean contains(long key) {
    return of(key) > 0;
  }

  int size() {
    return size + (zeros > 0 ? 1 : 0);
  }

  /** Whether the same keys were counted, however often. */
  boolean hasSameKeys(LongCounts other) {
    if (size() != other.size() || (zeros > 0) != (other.zeros > 0)) {
      return false;
    }
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] > 0 && !other.contains(keys[i])) {
        return false;
      }
    }
    return true;
  }

  /** Reports the keys that were counted more often than this. */
  void forEachAbove(int least, LongConsumer found) {
    if (zeros > least) {
      found.accept(0);
    }
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] > least) {
        found.accept(keys[i]);
      }
    }
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int place = (int) (key ^ (key >>> 32)) & mask;
    while (counts[place] != 0 && keys[place] != key) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[2 * oldKeys.length];
    counts = new int[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] > 0) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        counts[place] = oldCounts[i];
      }
    }
  }
}
