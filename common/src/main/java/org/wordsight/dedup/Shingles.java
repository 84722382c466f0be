package org.wordsight.dedup;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The set of three-word shingles of a text, as sorted 64-bit hashes. A text of one or two words is
 * one shingle, and an empty text none. Among ten million different shingles, the chance that any
 * two have the same hash is below one in 300,000.
 */
public final class Shingles implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Words in a shingle. */
  public static final int WIDTH = 3;

  private final long[] hashes;

  private Shingles(long[] hashes) {
    this.hashes = hashes;
  }

  public static Shingles of(List<String> words) {
    int count = words.size();
    if (count == 0) {
      return new Shingles(new long[0]);
    }
    int width = Math.min(WIDTH, count);
    long[] wordHashes = new long[count];
    for (int i = 0; i < count; i++) {
      wordHashes[i] = hash(words.get(i));
    }
    long[] hashes = new long[count - width + 1];
    for (int start = 0; start < hashes.length; start++) {
      long hash = 0;
      for (int i = 0; i < width; i++) {
        hash = mixed(hash * 31 + wordHashes[start + i]);
      }
      hashes[start] = hash;
    }
    Arrays.sort(hashes);
    return new Shingles(distinct(hashes));
  }

  private static long[] distinct(long[] sorted) {
    int kept = 1;
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] != sorted[i - 1]) {
        sorted[kept++] = sorted[i];
      }
    }
    return kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept);
  }

  public int size() {
    return hashes.length;
  }

  /** A copy of the hashes, in ascending order. */
  public long[] hashes() {
    return hashes.clone();
  }

  /** The hashes themselves, which nobody may change. */
  long[] shared() {
    return hashes;
  }

  /**
   * The number of shared shingles by the number of shingles in either set; 0 where both are empty.
   */
  public double jaccard(Shingles other) {
    return jaccard(hashes, hashes.length, other.hashes, other.hashes.length);
  }

  /** The same of sets in ascending order, of which the first members count. */
  static double jaccard(long[] one, int oneSize, long[] other, int otherSize) {
    int shared = 0;
    for (int i = 0, j = 0; i < oneSize && j < otherSize; ) {
      long a = one[i];
      long b = other[j];
      shared += a == b ? 1 : 0;
      i += a <= b ? 1 : 0;
      j += a >= b ? 1 : 0;
    }
    int union = oneSize + otherSize - shared;
    return union == 0 ? 0 : (double) shared / union;
  }

  /** FNV-1a over UTF-16 units. The result is mixed, since its low bits alone are weak. */
  private static long hash(String word) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    return mixed(hash);
  }

  /** MurmurHash3's 64-bit finaliser. */
  static long mixed(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
