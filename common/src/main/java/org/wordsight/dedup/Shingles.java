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

  /** The hash of a word before its first letter. */
  static final long NO_LETTERS = 0xcbf29ce484222325L;

  private final long[] hashes;

  private Shingles(long[] hashes) {
    this.hashes = hashes;
  }

  public static Shingles of(List<String> words) {
    return of(WordSequence.of(words));
  }

  /** The shingles of a text's normalised words. */
  public static Shingles ofText(String text) {
    return of(WordSequence.ofJoined(List.of(JoinedWords.of(text))));
  }

  static Shingles of(WordSequence sequence) {
    long[] words = sequence.shared();
    long[] hashes = new long[most(words.length)];
    int size = ofWords(words, words.length, hashes);
    return new Shingles(size == hashes.length ? hashes : Arrays.copyOf(hashes, size));
  }

  /** The number of shingles before repeated ones are left out. */
  private static int most(int words) {
    return Math.max(words - WIDTH + 1, Math.min(words, 1));
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
   * @param into receives the shingles; may be the array of words itself
   * @return the number of shingles
   */
  static int ofWords(long[] words, int count, long[] into) {
    int size = most(count);
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
   * The number of shared shingles, divided by the number of shingles in either set; 0 if both are
   * empty.
   */
  public double jaccard(Shingles other) {
    return jaccard(hashes, hashes.length, other.hashes, other.hashes.length);
  }

  /** The same for sets in ascending order, of which only the first members count. */
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

  private static long hash(String word) {
    long hash = NO_LETTERS;
    for (int i = 0; i < word.length(); i++) {
      hash = withLetter(hash, word.charAt(i));
    }
    return mixed(hash);
  }

  /** FNV-1a over UTF-16 units. The last result must be mixed, since its low bits are weak. */
  static long withLetter(long hash, char letter) {
    return (hash ^ letter) * 0x100000001b3L;
  }

  /** MurmurHash3's 64-bit finaliser. */
  static long mixed(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
