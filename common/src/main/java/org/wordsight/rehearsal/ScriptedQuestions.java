package org.wordsight.rehearsal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.wordsight.data.Question;

/**
 * Writes decision questions from lists of words. They are well formed and differ in their words, so
 * that hardly any is a duplicate of another. They teach nothing.
 */
final class ScriptedQuestions {
  private static final List<String> PEOPLE =
      words(
          "Amara",
          "Benedikt",
          "Chiara",
          "Dmitri",
          "Esther",
          "Farid",
          "Greta",
          "Hassan",
          "Ingrid",
          "Jamal",
          "Keiko",
          "Leandro",
          "Mirela",
          "Nadia",
          "Oskar",
          "Priya",
          "Quentin",
          "Rosalind",
          "Samir",
          "Tamsin",
          "Ulrich",
          "Valeria",
          "Wanjiru",
          "Xenia",
          "Yusuf",
          "Zofia");
  private static final List<String> ROLES =
      words(
          "nurse",
          "bus driver",
          "school cook",
          "lifeguard",
          "librarian",
          "farmer",
          "tram conductor",
          "pharmacist",
          "carpenter",
          "ferry captain",
          "teacher",
          "florist",
          "hotel porter",
          "mountain guide",
          "paramedic",
          "museum guard",
          "baker",
          "electrician",
          "coach",
          "shop assistant",
          "gardener",
          "postal worker",
          "caretaker",
          "swimming instructor");
  private static final List<String> PLACES =
      words(
          "harbour",
          "night train",
          "crowded market",
          "village school",
          "hospital corridor",
          "mountain hut",
          "underground car park",
          "public swimming pool",
          "wedding hall",
          "riverside campsite",
          "supermarket",
          "airport gate",
          "construction site",
          "bakery",
          "football ground",
          "retirement home",
          "cinema",
          "apartment stairwell",
          "petrol station",
          "botanical garden",
          "ice rink",
          "bicycle workshop",
          "concert hall",
          "ferry deck");
  private static final List<String> EVENTS =
      words(
          "an old man slips and hits his head", "a child wanders off alone",
          "smoke drifts out of a locked room", "two drivers begin to shout at each other",
          "a stranger leaves a heavy suitcase", "the lights fail without warning",
          "a pregnant woman feels faint", "a dog runs between the passing cars",
          "somebody breaks the glass of a door", "a colleague is blamed for a missing purse",
          "water rises quickly on the floor", "a boy chokes on a piece of apple",
          "a tourist loses every document", "an alarm rings and nobody moves",
          "a friend drinks too much and reaches for the keys", "a ladder begins to tip",
          "a teenager films a crying classmate", "a worker collapses in the heat",
          "a wheelchair gets stuck on the rails", "the last bus leaves without a girl");
  private static final List<String> TIMES =
      words(
          "just before dawn",
          "on a stormy afternoon",
          "during the lunch break",
          "shortly after midnight",
          "on the first day of school",
          "at the busiest hour",
          "a few minutes before closing",
          "on a quiet Sunday",
          "during a power cut",
          "in the middle of a heatwave",
          "on market day",
          "while the snow is falling");
  private static final List<String> LIMITS =
      words(
          "the telephone has almost no charge", "the nearest doctor is half an hour away",
          "a strict rule forbids leaving the post", "only one other adult is present",
          "nobody there speaks the same language", "the only key is with an absent manager",
          "a nervous crowd is already watching", "the road to the town is closed",
          "a promise to a frightened neighbour is still open", "the equipment was never tested",
          "the weather is getting worse", "a supervisor has just said not to interfere",
          "there is no time to ask everybody", "the family does not want strangers to know");
  private static final List<String> VERBS =
      words(
          "Call",
          "Ask",
          "Warn",
          "Calm",
          "Accompany",
          "Find",
          "Inform",
          "Follow",
          "Help",
          "Lead",
          "Question",
          "Send for",
          "Stay beside",
          "Watch",
          "Wait for",
          "Write to");
  private static final List<String> WHOM =
      words(
          "the emergency service",
          "the person who is hurt",
          "the people standing nearby",
          "an experienced colleague",
          "the owner of the place",
          "the parents",
          "the police",
          "a trusted neighbour",
          "the person in charge",
          "the one who seems to be at fault",
          "the frightened bystanders",
          "a doctor among the guests");
  private static final List<String> HOW =
      words(
          "at once and in a calm voice",
          "after looking for further danger",
          "before touching anything else",
          "while keeping the others at a distance",
          "and explain every step",
          "without blaming anybody",
          "and note the exact time",
          "as soon as the way is clear",
          "and share the blanket and the water",
          "only when a second adult has come",
          "and open the nearest exit",
          "with both hands free for the next step");
  private static final List<String> ASKED =
      words(
          "Which step should come first?", "What would be the least helpful thing to do?",
          "Which choice protects most people?", "What should wait until later?",
          "Which decision can be defended best afterwards?", "What would a careful person do now?");
  private static final int OPTIONS = 5;

  private ScriptedQuestions() {}

  private static List<String> words(String... words) {
    return List.of(words);
  }

  /** One question; the same state of the random numbers gives the same question. */
  static Question write(RandomGenerator random) {
    String person = draw(PEOPLE, random);
    String other = draw(PEOPLE, random);
    String first = person + ", a " + draw(ROLES, random) + ", is at the " + draw(PLACES, random);
    String second = " with " + other + ", a " + draw(ROLES, random) + ", " + draw(TIMES, random);
    String event = ". Suddenly " + draw(EVENTS, random) + ", and " + draw(LIMITS, random);
    String memory = ". " + person + " remembers that " + draw(LIMITS, random) + ".";
    String situation = first + second + event + memory;
    List<String> options = options(random);
    int right = random.nextInt(OPTIONS);
    String because = draw(LIMITS, random) + " and " + draw(EVENTS, random);
    String rationale = "\"" + options.get(right) + "\" is best, because " + because + ".";
    String letter = String.valueOf((char) ('A' + right));
    return new Question(situation, draw(ASKED, random), options, letter, rationale);
  }

  /** Five options that differ in the action and the person. */
  private static List<String> options(RandomGenerator random) {
    Random seeded = new Random(random.nextLong());
    List<String> verbs = new ArrayList<>(VERBS);
    List<String> whom = new ArrayList<>(WHOM);
    Collections.shuffle(verbs, seeded);
    Collections.shuffle(whom, seeded);
    List<String> options = new ArrayList<>();
    for (int i = 0; i < OPTIONS; i++) {
      options.add(verbs.get(i) + " " + whom.get(i) + " " + draw(HOW, random));
    }
    return options;
  }

  private static String draw(List<String> words, RandomGenerator random) {
    return words.get(random.nextInt(words.size()));
  }
}
