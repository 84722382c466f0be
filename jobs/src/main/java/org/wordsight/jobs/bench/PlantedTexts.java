package org.wordsight.jobs.bench;

import java.util.SplittableRandom;

/**
 * Short texts; a tenth of them are copies of earlier texts with a few words changed. A text depends
 * on its number alone, so a million texts need no memory.
 */
final class PlantedTexts {
  static final int WORDS = 150;
  private static final int VOCABULARY = 50_000;
  private static final int MOST_EDITS = 6;
  private static final int COPIES_IN = 10;

  /** The use of a random number. */
  private enum Use {
    KIND,
    SOURCE,
    WORDS,
    EDITS
  }

  private PlantedTexts() {}

  /** Whether a text is a copy of an earlier text. That text may be a copy too. */
  static boolean isCopy(int number) {
    return number > 0 && random(number, Use.KIND).nextInt(COPIES_IN) == 0;
  }

  static String text(int number) {
    return text(words(number));
  }

  /** The first text, with a few words changed for each number but 0. */
  static String nearlyTheSame(int number) {
    return number == 0 ? text(0) : text(edited(words(0), random(number, Use.EDITS)));
  }

  private static String text(int[] words) {
    StringBuilder text = new StringBuilder();
    for (int word : words) {
      text.append(text.isEmpty() ? "" : " ");
      for (int rest = word + 26; rest > 0; rest /= 26) {
        text.append((char) ('a' + rest % 26));
      }
    }
    return text.toString();
  }

  private static int[] words(int number) {
    return isCopy(number)
        ? edited(words(random(number, Use.SOURCE).nextInt(number)), random(number, Use.EDITS))
        : fresh(random(number, Use.WORDS));
  }

  private static int[] fresh(SplittableRandom random) {
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = word(random);
    }
    return words;
  }

  private static int[] edited(int[] words, SplittableRandom random) {
    for (int edits = 1 + random.nextInt(MOST_EDITS); edits > 0; edits--) {
      words[random.nextInt(WORDS)] = word(random);
    }
    return words;
  }

  /** Few words are common and many are rare, as in a language. */
  private static int word(SplittableRandom random) {
    return (int) (Math.exp(random.nextDouble() * Math.log(VOCABULARY)) - 1);
  }

  private static SplittableRandom random(int number, Use use) {
    return new SplittableRandom(7_000_003L * number + use.ordinal());
  }
}
