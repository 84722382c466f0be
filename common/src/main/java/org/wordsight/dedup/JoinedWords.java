package org.wordsight.dedup;

import java.util.Arrays;
import java.util.List;

/**
 * The normalised words of a text, joined by spaces, as {@link Words} defines them. In most texts,
 * the normal form of a letter does not depend on its neighbours. Such texts are read in one pass.
 * Other texts go through the whole normalisation.
 */
final class JoinedWords {
  /**
   * The end of the Latin letters. Combining marks, which change the letter before them, come later.
   */
  private static final int LATIN_END = 0x250;

  private static final int DASHES = 0x2010;
  private static final int DASHES_END = 0x2027;

  private static final char SPACE = ' ';

  /** An apostrophe's normal form. */
  private static final char NOTHING = 0;

  /** Marks a letter that needs the whole normalisation. */
  private static final char UNKNOWN = Character.MAX_VALUE;

  private static final char[] NORMAL_FORMS = normalForms();

  private JoinedWords() {}

  private static char[] normalForms() {
    char[] forms = new char[DASHES_END];
    Arrays.fill(forms, UNKNOWN);
    for (char letter = 0; letter < LATIN_END; letter++) {
      forms[letter] = normalForm(letter);
    }
    for (char letter = DASHES; letter < DASHES_END; letter++) {
      forms[letter] = normalForm(letter);
    }
    return forms;
  }

  private static char normalForm(char letter) {
    List<String> words = Words.ofAnyScript("a" + letter + "b").list();
    if (words.size() == 2) {
      return words.equals(List.of("a", "b")) ? SPACE : UNKNOWN;
    }
    String word = words.get(0);
    return switch (word.length()) {
      case 2 -> NOTHING;
      case 3 -> word.charAt(1);
      default -> UNKNOWN;
    };
  }

  static String of(String text) {
    char[] letters = text.toCharArray();
    int size = 0;
    // Values above this limit are kept; a space is kept only after a word. There is no branch on
    // the kind of a letter, since the processor could not predict where words end.
    int bound = SPACE;
    for (char letter : letters) {
      char form = letter < NORMAL_FORMS.length ? NORMAL_FORMS[letter] : UNKNOWN;
      if (form == UNKNOWN) {
        return String.join(" ", Words.ofAnyScript(text).list());
      }
      if (form > bound) {
        letters[size++] = form;
        bound = form == SPACE ? SPACE : SPACE - 1;
      }
    }
    return new String(letters, 0, size > 0 && bound == SPACE ? size - 1 : size);
  }

  static List<String> split(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(" "));
  }

  /** The hash of each word, as {@link Shingles} needs it. */
  static long[] hashes(List<String> joined) {
    int most = 0;
    for (String each : joined) {
      most += (each.length() + 1) / 2;
    }
    long[] hashes = new long[most];
    int count = 0;
    for (String each : joined) {
      count = addHashes(each, hashes, count);
    }
    return Arrays.copyOf(hashes, count);
  }

  private static int addHashes(String joined, long[] hashes, int first) {
    if (joined.isEmpty()) {
      return first;
    }
    int count = first;
    long hash = Shingles.NO_LETTERS;
    for (char letter : joined.toCharArray()) {
      if (letter == SPACE) {
        hashes[count++] = Shingles.mixed(hash);
        hash = Shingles.NO_LETTERS;
      } else {
        hash = Shingles.withLetter(hash, letter);
      }
    }
    hashes[count++] = Shingles.mixed(hash);
    return count;
  }
}
