package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.chat.Tokenizer;

/**
 * Prompts of a given length in tokens, made of common words. The prompts are the same in every run
 * and on both sides.
 */
final class WordPrompts {
  private static final List<String> WORDS =
      List.of(
          "river",
          "stone",
          "light",
          "garden",
          "people",
          "market",
          "winter",
          "paper",
          "music",
          "table",
          "road",
          "school",
          "green",
          "water",
          "house",
          "morning",
          "story",
          "window",
          "street",
          "letter",
          "family",
          "question",
          "summer",
          "village");

  private WordPrompts() {}

  /**
   * A prompt.
   *
   * @param number prompts of different numbers differ from their first word on
   * @param tokens the length; a tokenizer that splits these words may give a few more
   */
  static String of(Tokenizer tokenizer, int number, int tokens) {
    List<String> words = new ArrayList<>();
    long state = number;
    String prompt = "";
    while (tokenizer.encode(prompt).length < tokens) {
      int missing = tokens - tokenizer.encode(prompt).length;
      for (int i = 0; i < Math.max(1, missing / 8); i++) {
        words.add(words.isEmpty() ? WORDS.get(number % WORDS.size()) : word(state));
        state = state * 6364136223846793005L + 1442695040888963407L;
      }
      prompt = String.join(" ", words);
    }
    return prompt;
  }

  private static String word(long state) {
    return WORDS.get((int) Long.remainderUnsigned(state >>> 33, WORDS.size()));
  }
}
