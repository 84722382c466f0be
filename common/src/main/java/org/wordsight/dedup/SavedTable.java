package org.wordsight.dedup;

import java.util.function.IntConsumer;

/**
 * Maps 64-bit keys to the numbers that were put under them, in a mapped file. The upper bits of a
 * key choose a bucket, and the lower 32 are compared. One number in four billion is therefore
 * reported by mistake, which costs the caller a comparison.
 *
 * @param starts the beginning of each bucket, as ints; one more int ends the last
 * @param entries pairs of ints: the lower half of a key, and a number
 */
record SavedTable(MappedBytes starts, MappedBytes entries) {

  /** The bits of a key that choose one of the buckets for so many entries. */
  static int bucketBits(long entries) {
    return Math.max(1, Long.SIZE - 3 - Long.numberOfLeadingZeros(Math.max(1, entries)));
  }

  static int bucket(long key, int bits) {
    return (int) (key >>> (Long.SIZE - bits));
  }

  /** Reports the numbers under a key, the smallest first. */
  void forEach(long key, IntConsumer found) {
    int bits = Long.numberOfTrailingZeros(starts.bytes() / Integer.BYTES - 1);
    int bucket = bucket(key, bits);
    int end = starts.getInt(bucket + 1L);
    for (long entry = starts.getInt(bucket); entry < end; entry++) {
      if (entries.getInt(2 * entry) == (int) key) {
        found.accept(entries.getInt(2 * entry + 1));
      }
    }
  }
}
