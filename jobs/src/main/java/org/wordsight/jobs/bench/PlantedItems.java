package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.data.Question;

/**
 * Questions that repeat a benchmark's items in known ways, and clean questions. Each depends on its
 * number alone.
 */
final class PlantedItems {
  /** The number of VIVA's items. */
  static final int ITEMS = 1_240;

  /** A sentence that VIVA has in 352 items. */
  private static final String NO_ACTION = "No immediate action from you is needed in this scene.";

  private static final int CHANGED_IN = 10;

  /** How a question repeats an item. */
  enum Kind {
    VERBATIM,
    OPTIONS_REORDERED,
    SITUATION_ONLY,
    SITUATION_INSIDE,
    OPTIONS_ONLY,
    WORD_IN_TEN_CHANGED,
    PARAPHRASED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private PlantedItems() {}

  /** A benchmark of VIVA's size and lengths. */
  static List<BenchmarkText> benchmark() {
    List<BenchmarkText> items = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      SplittableRandom random = random(i, 1);
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("situation", SceneGrammar.situation(random));
      List<String> options = new ArrayList<>(options(random));
      if (i % 7 < 2) {
        options.set(4, NO_ACTION);
      }
      items.add(new BenchmarkText(Integer.toString(i + 1), fields, options));
    }
    return items;
  }

  /** A question of the same grammar that repeats no item. */
  static Question clean(int number) {
    SplittableRandom random = random(number, 2);
    return question(SceneGrammar.situation(random), options(random));
  }

  /** A question that repeats an item with a situation and options. */
  static Question planted(Kind kind, BenchmarkText item, int number) {
    SplittableRandom random = random(number, 3 + kind.ordinal());
    String situation = item.fields().values().iterator().next();
    List<String> others = options(random);
    return switch (kind) {
      case VERBATIM -> question(situation, item.options());
      case OPTIONS_REORDERED -> question(situation, reordered(item.options(), number));
      case SITUATION_ONLY -> question(situation, others);
      case SITUATION_INSIDE ->
          question(
              SceneGrammar.situation(random) + " " + situation + " You are there too.", others);
      case OPTIONS_ONLY ->
          question(SceneGrammar.situation(random), reordered(item.options(), number));
      case WORD_IN_TEN_CHANGED ->
          question(
              changed(situation, random),
              item.options().stream().map(option -> changed(option, random)).toList());
      case PARAPHRASED ->
          question(
              SceneGrammar.paraphrased(situation),
              item.options().stream().map(SceneGrammar::paraphrased).toList());
    };
  }

  /**
   * Replaces one word in each group of ten words, and in the last group, by a word that is nowhere
   * else.
   */
  private static String changed(String text, SplittableRandom random) {
    String[] words = text.split(" ");
    for (int from = 0; from < words.length; from += CHANGED_IN) {
      int length = Math.min(CHANGED_IN, words.length - from);
      if (length == CHANGED_IN || random.nextInt(CHANGED_IN) < length) {
        words[from + random.nextInt(length)] = "changed" + random.nextInt(1_000);
      }
    }
    return String.join(" ", words);
  }

  private static List<String> reordered(List<String> options, int seed) {
    List<String> reordered = new ArrayList<>(options);
    Collections.shuffle(reordered, new Random(seed));
    return reordered;
  }

  private static List<String> options(SplittableRandom random) {
    Set<String> options = new LinkedHashSet<>();
    while (options.size() < 5) {
      options.add(SceneGrammar.action(random));
    }
    return List.copyOf(options);
  }

  private static Question question(String situation, List<String> options) {
    return new Question(
        situation, "What should you do first?", distinct(options), "A", "It helps most.");
  }

  /** Drops repeated options: an item of a file may repeat an option, but a question must not. */
  private static List<String> distinct(List<String> options) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> distinct = new ArrayList<>();
    for (String option : options) {
      if (seen.add(option.strip().toLowerCase(Locale.ROOT))) {
        distinct.add(option);
      }
    }
    return distinct;
  }

  private static SplittableRandom random(int number, int use) {
    return new SplittableRandom(1_000_003L * number + use);
  }
}
