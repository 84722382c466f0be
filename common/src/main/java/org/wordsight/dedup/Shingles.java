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
    return ofWords(wordHashes(words));
  }

  /**
   * @param words hashes of words, which are overwritten
   */
  private static Shingles ofWords(long[] words) {
    int size = ofWords(words, words.length, words);
    return new Shingles(size == words.length ? words : Arrays.copyOf(words, size));
  }

  static Shingles of(WordSequence words) {
    return ofWords(words.shared().clone());
  }

  static long[] wordHashes(List<String> words) {
    long[] hashes = new long[words.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(words.get(i));
    }
    return hashes;
  }

  /**
   * Makes the shingles of hashed words, in ascending order and each once.
   *
   * @param into gets them; may be the array of words itself
   * @return how many they are
   */
  static int ofWords(long[] words, int count, long[] into) {
    int size = Math.max(count - WIDTH + 1, Math.min(count, 1));
    for (int start = 0; start < size; start++) {
      into[start] = ofWords(words, count, start);
    }
    HashSort.sort(into, size);
    return distinct(into, size);
  }

  /** The shingle that begins with a word. */
  static long ofWords(long[] words, int count, int start) {
    int end = Math.min(count, start + WIDTH);
    long hash = 0;
    for (int i = start; i < end; i++) {
      hash = mixed(hash * 31 + words[i]);
    }
    return hash;
  }

  private static int distinct(long[] sorted, int size) {
    int kept = Math.min(size, 1);
    for (int i = 1; i < size; i++) {
      if (sorted[i] != sorted[i - 1]) {
        sorted[kept++] = sorted[i];
      }
    }
    return kept;
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
