package org.wordsight.dedup;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A text's normalised words: NFKC, lower case, split at each character that is neither letter, mark
 * nor digit. An apostrophe inside a word is left out, so "don't" is "dont". Each ideograph is a
 * word of its own.
 */
public record Words(List<String> list) {
  public Words {
    list = List.copyOf(list);
  }

  public static Words of(String text) {
    return new Words(JoinedWords.split(JoinedWords.of(text)));
  }

  /** The definition, for all texts. */
  static Words ofAnyScript(String text) {
    String plain =
        Normalizer.normalize(
            Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT),
            Normalizer.Form.NFKC);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            point -> {
              boolean belongs = belongsToWord(point);
              if (belongs && !Character.isIdeographic(point)) {
                word.appendCodePoint(point);
                return;
              }
              if (!isApostrophe(point)) {
                flush(word, words);
              }
              if (belongs) {
                words.add(Character.toString(point));
              }
            });
    flush(word, words);
    return new Words(words);
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean belongsToWord(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> Character.isLetterOrDigit(point);
    };
  }

  private static boolean isApostrophe(int point) {
    return point == '\'' || point == '\u2019';
  }

  public int size() {
    return list.size();
  }

  /**
   * Whether these words contain the others in one sequence. An empty sequence is contained in none.
   */
  public boolean contains(Words other) {
    return !other.list.isEmpty() && Collections.indexOfSubList(list, other.list) >= 0;
  }

  /** The words from an index on, joined by spaces. */
  public String span(int from, int to) {
    return String.join(" ", list.subList(from, to));
  }

  /** All words, joined by spaces. Texts that differ only in form give the same result. */
  public String joined() {
    return String.join(" ", list);
  }
}
