package org.wordsight.jobs.bench;

import java.util.SplittableRandom;

/**
 * Short texts of which a tenth are copies of earlier ones with a few words changed. A text depends
 * on the seed and its number alone. {@code near_duplicates.py} makes the same texts.
 *
 * @param words of a text
 * @param edits the most words that a copy has changed
 */
record PlantedTexts(long seed, int words, int edits) {
  private static final int VOCABULARY = 50_000;

  static PlantedTexts standard() {
    return new PlantedTexts(7, 150, 6);
  }

  /** Whether a text is a copy. */
  boolean isCopy(int number) {
    return number > 0 && random(number, 1).nextInt(10) == 0;
  }

  /** The text that a copy was made from; it may be a copy itself. */
  int source(int number) {
    return random(number, 2).nextInt(number);
  }

  /** The words of a text, as numbers. */
  int[] numbers(int number) {
    if (!isCopy(number)) {
      SplittableRandom random = random(number, 3);
      int[] numbers = new int[words];
      for (int i = 0; i < words; i++) {
        numbers[i] = word(random);
      }
      return numbers;
    }
    int[] numbers = numbers(source(number));
    SplittableRandom random = random(number, 4);
    for (int changed = 1 + random.nextInt(edits); changed > 0; changed--) {
      numbers[random.nextInt(words)] = word(random);
    }
    return numbers;
  }

  /** Few words are common and many are rare, as in a language. */
  private static int word(SplittableRandom random) {
    return (int) (Math.exp(random.nextDouble() * Math.log(VOCABULARY)) - 1);
  }

  String text(int number) {
    StringBuilder text = new StringBuilder();
    for (int word : numbers(number)) {
      text.append(text.isEmpty() ? "" : " ").append(spelled(word));
    }
    return text.toString();
  }

  /** A word of two to eight letters, one for each number. */
  private static String spelled(int word) {
    StringBuilder letters = new StringBuilder();
    long rest = word + 17L;
    for (int i = 0; i < 2 + word % 4 || rest > 0; i++) {
      letters.append((char) ((i % 2 == 0 ? 'a' : 'e') + rest % 21));
      rest /= 21;
    }
    return letters.toString();
  }

  private SplittableRandom random(int number, int use) {
    return new SplittableRandom(seed * 1_000_003L + number * 31L + use);
  }
}
