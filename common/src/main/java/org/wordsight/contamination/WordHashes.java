package org.wordsight.contamination;

import java.util.Arrays;
import java.util.List;

/** 64-bit hashes of words and of sequences of words. */
final class WordHashes {
  private WordHashes() {}

  /** The hash of each word: FNV-1a over UTF-16 units, mixed. */
  static long[] of(List<String> words) {
    long[] hashes = new long[words.size()];
    for (int i = 0; i < hashes.length; i++) {
      long hash = 0xcbf29ce484222325L;
      String word = words.get(i);
      for (int at = 0; at < word.length(); at++) {
        hash = (hash ^ word.charAt(at)) * 0x100000001b3L;
      }
      hashes[i] = mixed(hash);
    }
    return hashes;
  }

  /** The hash of the words from an index on, in their order. */
  static long sequence(long[] words, int from, int to) {
    long hash = to - from;
    for (int i = from; i < to; i++) {
      hash = mixed(hash * 31 + words[i]);
    }
    return hash;
  }

  /** The hashes of all sequences of a width, each once, in ascending order. */
  static long[] distinctSequences(long[] words, int width) {
    long[] hashes = new long[Math.max(0, words.length - width + 1)];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = sequence(words, i, i + width);
    }
    return Arrays.stream(hashes).sorted().distinct().toArray();
  }

  /** MurmurHash3's 64-bit finaliser. */
  private static long mixed(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
