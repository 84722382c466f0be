package org.wordsight.report;

import java.util.List;
import org.wordsight.dedup.Words;

/** Marks the words of a text that another text does not have in the same order. */
final class MarkedWords {
  /** Longer texts are cut, since the comparison grows with the product of both lengths. */
  private static final int MOST_WORDS = 400;

  private MarkedWords() {}

  /** The text as HTML, with each word in {@code mark} that is not in the common sequence. */
  static String html(String text, String other) {
    List<String> words = words(text);
    boolean[] shared = shared(words, words(other));
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      String word = Html.text(words.get(i));
      html.append(i == 0 ? "" : " ").append(shared[i] ? word : "<mark>" + word + "</mark>");
    }
    return words.size() == MOST_WORDS ? html.append(" …").toString() : html.toString();
  }

  private static List<String> words(String text) {
    return text.strip().isEmpty()
        ? List.of()
        : List.of(text.strip().split("\\s+", MOST_WORDS + 1)).stream().limit(MOST_WORDS).toList();
  }

  /**
   * For each word, whether it is in a longest common sequence. Case and punctuation make no
   * difference.
   */
  private static boolean[] shared(List<String> words, List<String> others) {
    List<String> mine = words.stream().map(word -> Words.of(word).joined()).toList();
    List<String> theirs = others.stream().map(word -> Words.of(word).joined()).toList();
    int[][] longest = new int[mine.size() + 1][theirs.size() + 1];
    for (int i = mine.size() - 1; i >= 0; i--) {
      for (int j = theirs.size() - 1; j >= 0; j--) {
        longest[i][j] =
            mine.get(i).equals(theirs.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    boolean[] shared = new boolean[mine.size()];
    for (int i = 0, j = 0; i < mine.size() && j < theirs.size(); ) {
      if (mine.get(i).equals(theirs.get(j))) {
        shared[i++] = true;
        j++;
      } else if (longest[i + 1][j] >= longest[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
    return shared;
  }
}
