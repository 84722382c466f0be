package org.wordsight.dedup;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** The words of a text in their order, as 64-bit hashes. */
public final class WordSequence implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The sequence of a text that is not compared word by word. */
  static final WordSequence NONE = new WordSequence(new long[0]);

  private final long[] hashes;

  private WordSequence(long[] hashes) {
    this.hashes = hashes;
  }

  static WordSequence of(List<String> words) {
    return new WordSequence(Shingles.wordHashes(words));
  }

  /**
   * The words of texts, one text after the other.
   *
   * @param joined normalised words of each text, joined by spaces
   */
  static WordSequence ofJoined(List<String> joined) {
    return new WordSequence(JoinedWords.hashes(joined));
  }

  /** The hashes themselves, which nobody may change. */
  long[] shared() {
    return hashes;
  }

  /**
   * Replaces words by their occurrences: the first, the second and so on of each word. Two texts
   * share as many occurrences as words, with each word counted as often as both have it.
   *
   * @return {@code size}
   */
  static int occurrences(long[] words, int size) {
    Arrays.sort(words, 0, size);
    int earlier = 0;
    for (int i = 1; i < size; i++) {
      // The word before may already be changed. The first of its equals is unchanged.
      earlier = words[i] == words[i - 1 - earlier] ? earlier + 1 : 0;
      if (earlier > 0) {
        words[i] = Shingles.mixed(words[i] + earlier);
      }
    }
    return size;
  }
}
