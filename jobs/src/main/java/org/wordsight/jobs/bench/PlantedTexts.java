package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Short texts of which a tenth are copies of earlier ones with a few words changed.
 *
 * @param texts in their order
 * @param copies whether a text is a copy of an earlier one
 */
record PlantedTexts(List<String> texts, boolean[] copies) {
  static final int WORDS = 150;
  private static final int VOCABULARY = 50_000;
  private static final int MOST_EDITS = 6;
  private static final int COPIES_IN = 10;

  static PlantedTexts of(int count) {
    SplittableRandom random = new SplittableRandom(7);
    List<int[]> numbers = new ArrayList<>(count);
    boolean[] copies = new boolean[count];
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      copies[i] = i > 0 && random.nextInt(COPIES_IN) == 0;
      numbers.add(copies[i] ? edited(numbers.get(random.nextInt(i)), random) : fresh(random));
      texts.add(spelled(numbers.get(i)));
    }
    return new PlantedTexts(texts, copies);
  }

  private static int[] fresh(SplittableRandom random) {
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = word(random);
    }
    return words;
  }

  private static int[] edited(int[] source, SplittableRandom random) {
    int[] words = source.clone();
    for (int edits = 1 + random.nextInt(MOST_EDITS); edits > 0; edits--) {
      words[random.nextInt(WORDS)] = word(random);
    }
    return words;
  }

  /** Few words are common and many are rare, as in a language. */
  private static int word(SplittableRandom random) {
    return (int) (Math.exp(random.nextDouble() * Math.log(VOCABULARY)) - 1);
  }

  private static String spelled(int[] words) {
    StringBuilder text = new StringBuilder();
    for (int word : words) {
      text.append(text.isEmpty() ? "" : " ");
      for (int rest = word + 26; rest > 0; rest /= 26) {
        text.append((char) ('a' + rest % 26));
      }
    }
    return text.toString();
  }
}
