package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes situations and actions of about the length of VIVA's, from a seed. Sentences share their
 * structure and common words, as sentences of one benchmark do. The other words are invented; half
 * of them have a synonym.
 */
final class SceneGrammar {
  /** Invented words of each kind. */
  private static final int VOCABULARY = 1_500;

  private static final String CONSONANTS = "bdfghjklmnprstvwzcqx";
  private static final String VOWELS = "aeiou";

  private static final List<String> RELATIONS =
      List.of("in front of", "behind", "close to", "next to", "inside", "above");
  private static final List<String> MORNINGS =
      List.of("morning", "evening", "night", "afternoon", "market day", "holiday");
  private static final List<String> MOVES =
      List.of("Call", "Warn", "Ask", "Lead", "Calm", "Film", "Thank", "Scold", "Stop", "Help");
  private static final List<String> MANNERS =
      List.of(
          "without another word",
          "as gently as you can",
          "before anything worse happens",
          "with both hands",
          "from a safe distance",
          "in a loud voice",
          "after a short while",
          "together with a passer-by",
          "once the way is clear",
          "at your own risk");

  /** Pairs for texts in English, such as those of the real benchmark. */
  private static final String ENGLISH =
      "man gentleman, woman lady, boy lad, girl lass, child kid, children kids, people persons,"
          + " person individual, old aged, elderly aged, young youthful, big large, small little,"
          + " street road, road street, car vehicle, ground floor, shop store, house home, bag"
          + " sack, lying resting, sitting resting, standing waiting, walking strolling, running"
          + " racing, holding gripping, looking gazing, crying weeping, hurt injured, injured hurt,"
          + " begins starts, stops halts, near beside, call phone, ask request, help assist, tell"
          + " inform, take bring, stay remain, continue proceed, offer propose, ensure guarantee,"
          + " immediately promptly, quickly rapidly, safe secure, dangerous risky";

  private static final Map<String, String> SYNONYMS = synonyms();

  /** The kinds of invented words, told apart by their last letter. */
  private enum Word {
    PERSON("r"),
    QUALITY("y"),
    DEED("s"),
    THING("n"),
    PLACE("l");

    private final String ending;

    Word(String ending) {
      this.ending = ending;
    }

    /** The word of a number; different numbers of any kind have different words. */
    String of(int number) {
      StringBuilder word = new StringBuilder();
      for (int rest = number + 100; rest > 0; rest /= 100) {
        word.append(CONSONANTS.charAt(rest % 100 / 5)).append(VOWELS.charAt(rest % 5));
      }
      return word.append(ending).toString();
    }

    String any(SplittableRandom random) {
      return of(random.nextInt(VOCABULARY));
    }
  }

  private SceneGrammar() {}

  private static Map<String, String> synonyms() {
    Map<String, String> synonyms = new HashMap<>();
    for (String pair : ENGLISH.split(", ")) {
      String[] both = pair.split(" ");
      synonyms.put(both[0], both[1]);
    }
    for (Word kind : Word.values()) {
      for (int number = 0; number < VOCABULARY; number += 2) {
        synonyms.put(kind.of(number), kind.of(VOCABULARY + number));
      }
    }
    return Map.copyOf(synonyms);
  }

  /** A sentence of 5 to 22 words, 13 in the median. */
  static String situation(SplittableRandom random) {
    List<String> parts = new ArrayList<>();
    parts.add("A");
    if (random.nextInt(3) > 0) {
      parts.add(Word.QUALITY.any(random));
    }
    parts.add(Word.PERSON.any(random));
    parts.add(Word.DEED.any(random));
    parts.add("a");
    parts.add(Word.THING.any(random));
    if (random.nextInt(8) > 0) {
      addPlace(parts, random);
    }
    if (random.nextInt(2) == 0) {
      parts.add("one");
      parts.add(Word.QUALITY.any(random));
      parts.add(pick(MORNINGS, random));
    }
    if (random.nextInt(2) == 0) {
      parts.add("while a");
      parts.add(Word.PERSON.any(random));
      parts.add(Word.DEED.any(random));
      parts.add("the");
      parts.add(Word.THING.any(random));
    }
    return String.join(" ", parts) + ".";
  }

  /** A sentence of 3 to 16 words, 12 in the median. */
  static String action(SplittableRandom random) {
    List<String> parts = new ArrayList<>();
    parts.add(pick(MOVES, random));
    parts.add("the");
    if (random.nextInt(3) > 0) {
      parts.add(Word.QUALITY.any(random));
    }
    parts.add(Word.PERSON.any(random));
    if (random.nextInt(10) > 0) {
      parts.add("about the");
      parts.add(Word.THING.any(random));
      if (random.nextInt(6) > 0) {
        addPlace(parts, random);
      }
    }
    if (random.nextInt(4) > 0) {
      parts.add(pick(MANNERS, random));
    }
    return String.join(" ", parts) + ".";
  }

  private static void addPlace(List<String> parts, SplittableRandom random) {
    parts.add(pick(RELATIONS, random));
    parts.add("the");
    parts.add(Word.PLACE.any(random));
  }

  /** The text in which every word that has a synonym is replaced by its synonym. */
  static String paraphrased(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split(" ")) {
      String bare = word.replaceFirst("[.,;]+$", "");
      String end = word.substring(bare.length());
      words.add(SYNONYMS.getOrDefault(bare.toLowerCase(Locale.ROOT), bare) + end);
    }
    return String.join(" ", words);
  }

  private static String pick(List<String> words, SplittableRandom random) {
    return words.get(random.nextInt(words.size()));
  }
}
