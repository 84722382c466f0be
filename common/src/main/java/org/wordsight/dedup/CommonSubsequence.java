package org.wordsight.dedup;

import java.util.Arrays;

/**
 * The length of the longest common subsequence of one sequence of words and others. It is computed
 * for 64 words at a time in the bits of a number (Hyyrö, "Bit-parallel LCS-length computation
 * revisited", 2004). Words that both sequences share at their beginning and at their end are
 * counted without this computation. Not thread-safe.
 */
final class CommonSubsequence {
  private long[] pattern = new long[256];
  private int patternSize;

  /** The pattern's words in ascending order, and the place of each in the pattern. */
  private long[] sorted = new long[256];

  private int[] places = new int[256];

  /** Open addressing: the first index of a word in {@link #sorted}, counted from 1; 0 is free. */
  private int[] firsts = new int[1024];

  private int mask;
  private int[] used = new int[256];

  private long[] state = new long[4];
  private long[] matches = new long[4];

  /** Chooses the sequence with which others are compared. */
  void of(long[] words, int size) {
    pattern = Boilerplate.roomFor(size, pattern);
    sorted = Boilerplate.roomFor(size, sorted);
    System.arraycopy(words, 0, pattern, 0, size);
    System.arraycopy(words, 0, sorted, 0, size);
    patternSize = size;
    Arrays.sort(sorted, 0, size);
    if (places.length < size) {
      places = new int[2 * size];
      used = new int[2 * size];
    }
    int room = Integer.highestOneBit(4 * Math.max(1, size));
    if (firsts.length < room) {
      firsts = new int[room];
    } else {
      Arrays.fill(firsts, 0, room, 0);
    }
    mask = room - 1;
    for (int i = 0; i < size; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        firsts[slot(sorted[i])] = i + 1;
      }
    }
    Arrays.fill(used, 0, size, 0);
    for (int place = 0; place < size; place++) {
      int first = first(pattern[place]);
      places[first + used[first]++] = place;
    }
  }

  /** The slot that has a word, or the free slot for it. */
  private int slot(long word) {
    int slot = (int) (word ^ (word >>> 32)) & mask;
    while (firsts[slot] != 0 && sorted[firsts[slot] - 1] != word) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The index of a word's first place; -1 if the pattern does not have the word. */
  private int first(long word) {
    return firsts[slot(word)] - 1;
  }

  /** The number of words that both sequences have, each counted as often as both have it. */
  int overlap(long[] words, int size) {
    Arrays.fill(used, 0, patternSize, 0);
    int overlap = 0;
    for (int i = 0; i < size; i++) {
      int first = first(words[i]);
      if (first >= 0) {
        int next = first + used[first];
        if (next < patternSize && sorted[next] == words[i]) {
          used[first]++;
          overlap++;
        }
      }
    }
    return overlap;
  }

  /** The length of the longest common subsequence. */
  int length(long[] words, int size) {
    int shorter = Math.min(size, patternSize);
    int begin = 0;
    while (begin < shorter && words[begin] == pattern[begin]) {
      begin++;
    }
    int end = 0;
    while (end < shorter - begin && words[size - 1 - end] == pattern[patternSize - 1 - end]) {
      end++;
    }
    return begin + end + middle(begin, patternSize - end, words, begin, size - end);
  }

  private int middle(int from, int to, long[] words, int wordsFrom, int wordsTo) {
    int width = to - from;
    if (width == 0 || wordsFrom == wordsTo) {
      return 0;
    }
    int parts = (width + Long.SIZE - 1) / Long.SIZE;
    if (state.length < parts) {
      state = new long[2 * parts];
      matches = new long[2 * parts];
    }
    Arrays.fill(state, 0, parts, -1);
    for (int i = wordsFrom; i < wordsTo; i++) {
      int first = first(words[i]);
      if (first >= 0) {
        advance(words[i], first, from, to, parts);
      }
    }
    int length = width;
    for (int part = 0; part < parts; part++) {
      long bits = part == parts - 1 && width % Long.SIZE != 0 ? (1L << width) - 1 : -1;
      length -= Long.bitCount(state[part] & bits);
    }
    return length;
  }

  /** A zero in the state is a word of the pattern that lengthens the common subsequence. */
  private void advance(long word, int first, int from, int to, int parts) {
    for (int i = first; i < patternSize && sorted[i] == word; i++) {
      int place = places[i] - from;
      if (place >= 0 && places[i] < to) {
        matches[place / Long.SIZE] |= 1L << place;
      }
    }
    long carry = 0;
    for (int part = 0; part < parts; part++) {
      long old = state[part];
      long both = old & matches[part];
      long sum = old + both + carry;
      carry = ((old & both) | ((old | both) & ~sum)) >>> (Long.SIZE - 1);
      state[part] = sum | (old & ~matches[part]);
      matches[part] = 0;
    }
  }
}
