package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.data.Question;

class TestGreedySelection {
  private static final int ALL = Integer.MAX_VALUE;

  /**
   * Texts with one letter for each word, so that scores can be counted by hand: n letters, n - 2
   * shingles.
   */
  private static ComparedText text(String letters) {
    return ComparedText.of(String.join(" ", letters.split("")));
  }

  private static Map<Long, Choice> decide(NearRule rule, int asked, String... texts) {
    Map<Long, Choice> choices = new TreeMap<>();
    try (GreedySelection selection = new GreedySelection(rule, asked)) {
      for (int i = 0; i < texts.length; i++) {
        choices.put((long) i, selection.decide(i, text(texts[i])));
      }
    }
    return choices;
  }

  @Test
  void keepsTheEarlierOfTwoAndNamesItAsWitness() {
    assertThat(decide(NearRule.exact(.7), ALL, "abcdefghij", "abcdefghijk"))
        .containsEntry(0L, new Choice.Kept())
        .containsEntry(1L, new Choice.Duplicate(0, Choice.Method.NEAR, 8.0 / 9));
  }

  @Test
  void keepsBothEndsOfAChain() {
    assertThat(
            decide(NearRule.exact(.75), ALL, "abcdefghij", "abcdefghijkl", "cdefghijklmn").values())
        .containsExactly(
            new Choice.Kept(), new Choice.Duplicate(0, Choice.Method.NEAR, .8), new Choice.Kept());
  }

  @Test
  void namesTheMostSimilarWitness() {
    assertThat(
            decide(NearRule.exact(.6), ALL, "abcdefghijklxyz", "lmnopqrstuvwabc", "abcdefghijklmn"))
        .containsEntry(2L, new Choice.Duplicate(0, Choice.Method.NEAR, 10.0 / 15));
  }

  @Test
  void countsSeedQuestionsAsKeptAndComparesThemWithNoOther() {
    long first = Rank.ofSeed(1);
    long second = Rank.ofSeed(2);
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.7), 1)) {
      selection.keepSeed(first, text("abcdefghij"));
      selection.keepSeed(second, text("abcdefghij"));
      assertThat(selection.decide(0, text("abcdefghijk")))
          .isEqualTo(new Choice.Duplicate(first, Choice.Method.NEAR, 8.0 / 9));
      assertThat(selection.decide(1, text("abcdefghij")))
          .isEqualTo(new Choice.Duplicate(first, Choice.Method.EXACT, 1));
      assertThat(selection.decide(2, text("qrstuvwxyz"))).isEqualTo(new Choice.Kept());
      assertThat(selection.decisions().cluster(1))
          .as("a cluster has the name of a candidate, even where a seed question is in it")
          .isZero();
    }
  }

  @Test
  void callsTheRestSurplusWithItsDuplicates() {
    assertThat(
            decide(
                    NearRule.exact(.6),
                    1,
                    "abcdefghij",
                    "mnopqrstuv",
                    "mnopqrstuvw",
                    "abcdefghijk",
                    "mnopqrstuv",
                    "bcdfghjklm")
                .values())
        .containsExactly(
            new Choice.Kept(),
            new Choice.Surplus(),
            new Choice.SurplusDuplicate(1),
            new Choice.Duplicate(0, Choice.Method.NEAR, 8.0 / 9),
            new Choice.SurplusDuplicate(1),
            new Choice.Surplus());
  }

  @Test
  void prefersAKeptWitnessToAMoreSimilarSurplusOne() {
    assertThat(decide(NearRule.exact(.5), 1, "abcdefghijkl", "ghijklmnopqr", "cdefghijklmnop"))
        .containsEntry(1L, new Choice.Surplus())
        .containsEntry(2L, new Choice.Duplicate(0, Choice.Method.NEAR, 8.0 / 14));
  }

  @Test
  void givesCopiesOfADroppedQuestionItsWitness() {
    assertThat(decide(NearRule.exact(.7), ALL, "abcdefghij", "abcdefghijk", "abcdefghijk"))
        .containsEntry(2L, new Choice.Duplicate(0, Choice.Method.NEAR, 8.0 / 9));
  }

  @Test
  void joinsTheQuestionsThatADroppedQuestionResemblesInOneCluster() {
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.5), ALL)) {
      selection.decide(3, text("abcdefghijkl"));
      selection.decide(5, text("ghijklmnopqr"));
      selection.decide(7, text("cdefghijklmnop"));
      selection.decide(9, text("stuvwxyz"));
      Decisions decisions = selection.decisions();
      assertThat(IntStream.range(0, 4).mapToLong(decisions::cluster))
          .containsExactly(3L, 3L, 3L, 9L);
      assertThat(decisions.kept()).isEqualTo(3);
      assertThat(decisions.duplicates()).isEqualTo(1);
    }
  }

  @Test
  void refusesARankThatComesTooLate() {
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.7), ALL)) {
      selection.decide(5, text("abc"));
      assertThatThrownBy(() -> selection.decide(4, text("def"))).hasMessage("Rank 4 comes after 5");
    }
  }

  @Test
  void treatsATextWithoutWordsAsACopyOnlyOfSuchTexts() {
    assertThat(decide(NearRule.exact(.7), ALL, "...", "abc", "!?").values())
        .containsExactly(
            new Choice.Kept(), new Choice.Kept(), new Choice.Duplicate(0, Choice.Method.EXACT, 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {.1, .3, .5, .7, .8, .95, 1})
  void decidesAsBruteForceDoes(double threshold) {
    List<Question> questions = questions(new Random(7), 240);
    Map<Long, Choice> choices = decideAll(NearRule.exact(threshold), questions);
    assertThat(choices).isEqualTo(bruteForce(questions, threshold));
    assertThat(choices.values().stream().filter(Choice.Kept.class::isInstance).count())
        .isBetween(2L, 239L);
  }

  @ParameterizedTest
  @ValueSource(doubles = {.5, .7, .9})
  void keepsItsRulesWithMinHash(double threshold) {
    List<Question> questions = questions(new Random(5), 240);
    Map<Long, Choice> choices =
        decideAll(new NearRule(threshold, OptionalDouble.of(.999999)), questions);
    Set<Long> kept = new TreeSet<>();
    choices.forEach(
        (rank, choice) -> {
          if (choice instanceof Choice.Kept) {
            kept.add(rank);
          }
        });
    choices.forEach(
        (rank, choice) -> {
          if (choice instanceof Choice.Duplicate duplicate) {
            assertThat(kept).contains(duplicate.keptRank());
            assertThat(duplicate.score())
                .isGreaterThanOrEqualTo(threshold)
                .isEqualTo(
                    exactly(
                        questions.get(Math.toIntExact(rank)),
                        questions.get(Math.toIntExact(duplicate.keptRank()))));
          }
        });
    assertThat(choices).as("with such a recall").isEqualTo(bruteForce(questions, threshold));
  }

  @Test
  void dropsNothingForTheWordsOfATemplate() {
    Random random = new Random(3);
    String template = words(random, 80, 5_000);
    List<Choice> choices = new ArrayList<>();
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.7), ALL)) {
      for (int i = 0; i < 300; i++) {
        // Every second question has the template and many other words, and is kept.
        int own = i < 200 && i % 2 == 0 ? 60 : 12;
        choices.add(
            selection.decide(i, ComparedText.of(template + " " + words(random, own, 5_000))));
      }
    }
    assertThat(choices.subList(0, 100)).anyMatch(Choice.Duplicate.class::isInstance);
    assertThat(choices.subList(200, 300))
        .as("the template is known as one, though two texts share 78 of 106 shingles")
        .containsOnly(new Choice.Kept());
  }

  @Test
  void stillFindsCopiesAmongTemplates() {
    Random random = new Random(3);
    String template = words(random, 10);
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.7), ALL)) {
      List<ComparedText> texts = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        String own = words(random, 30, 5_000);
        texts.add(ComparedText.of(template + " " + own));
        assertThat(selection.decide(2 * i, texts.get(i))).isEqualTo(new Choice.Kept());
        ComparedText again = ComparedText.of(template + " " + own + " now");
        assertThat(selection.decide(2 * i + 1, again))
            .isInstanceOfSatisfying(
                Choice.Duplicate.class, found -> assertThat(found.score()).isGreaterThan(.9));
      }
      assertThat(selection.facts().boilerplate()).isEqualTo(8);
    }
  }

  @Test
  void comparesCopiesWithTheKeptQuestionAlone() {
    Random random = new Random(1);
    String words = words(random, 60);
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.7), ALL)) {
      for (int i = 0; i < 5_000; i++) {
        selection.decide(i, ComparedText.of(words + " w" + i));
      }
      assertThat(selection.decisions().kept()).isEqualTo(1);
      assertThat(selection.facts().compared()).isEqualTo(4_999);
    }
  }

  @Test
  void measuresTheRecallOfMinHashByBruteForce() {
    Random random = new Random(8);
    try (GreedySelection selection = new GreedySelection(NearRule.of(.7, .9), ALL)) {
      String words = "";
      for (int i = 0; i < 6_000; i++) {
        words = i % 2 == 0 ? words(random, 60, 5_000) : words + " " + words(random, 18, 5_000);
        selection.decide(i, ComparedText.of(words));
      }
      SelectionFacts facts = selection.facts();
      assertThat(facts.bruteForcePairs()).isPositive();
      assertThat((double) facts.foundOfThem() / facts.bruteForcePairs()).isBetween(.6, 1.0);
    }
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.7), ALL)) {
      selection.decide(1, ComparedText.of("a b c d"));
      assertThat(selection.facts().bruteForcePairs()).as("nothing to measure").isZero();
    }
  }

  @Test
  void namesTheKeysThatManyKeptQuestionsShare() {
    Random random = new Random(8);
    try (GreedySelection selection = new GreedySelection(NearRule.exact(.5), ALL)) {
      for (int i = 0; i < 127; i++) {
        selection.decide(i, ComparedText.of("in the morning " + words(random, 4, 5_000)));
      }
      selection.decide(127, ComparedText.of("in the morning now"));
      assertThat(selection.facts().hotBuckets()).isEmpty();
      for (int i = 128; i < 200; i++) {
        selection.decide(i, ComparedText.of("x y z w" + i));
      }
      assertThat(selection.facts().hotBuckets())
          .first()
          .satisfies(bucket -> assertThat(bucket.questions()).isGreaterThan(64));
    }
  }

  private static Map<Long, Choice> decideAll(NearRule rule, List<Question> questions) {
    Map<Long, Choice> choices = new TreeMap<>();
    try (GreedySelection selection = new GreedySelection(rule, ALL)) {
      for (int i = 0; i < questions.size(); i++) {
        choices.put((long) i, selection.decide(i, ComparedText.of(questions.get(i))));
      }
    }
    return choices;
  }

  /** The rule by its definition: sets of words, each question compared with each kept one. */
  private static Map<Long, Choice> bruteForce(List<Question> questions, double threshold) {
    List<Set<List<String>>> sets = questions.stream().map(TestGreedySelection::shingles).toList();
    List<String> keys = questions.stream().map(q -> QuestionText.of(q).exactKey()).toList();
    Map<Long, Choice> choices = new TreeMap<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Choice choice = new Choice.Kept();
      double best = 0;
      for (int other : kept) {
        if (keys.get(other).equals(keys.get(i))) {
          choice = new Choice.Duplicate(other, Choice.Method.EXACT, 1);
          break;
        }
        double score = jaccard(sets.get(i), sets.get(other));
        if (score >= threshold && score > best) {
          best = score;
          choice = new Choice.Duplicate(other, Choice.Method.NEAR, score);
        }
      }
      if (choice instanceof Choice.Kept) {
        kept.add(i);
      }
      choices.put((long) i, choice);
    }
    return choices;
  }

  private static double exactly(Question one, Question other) {
    return jaccard(shingles(one), shingles(other));
  }

  private static double jaccard(Set<List<String>> one, Set<List<String>> other) {
    int shared = 0;
    for (List<String> shingle : one) {
      shared += other.contains(shingle) ? 1 : 0;
    }
    return (double) shared / (one.size() + other.size() - shared);
  }

  private static Set<List<String>> shingles(Question question) {
    List<String> words = QuestionText.of(question).words();
    Set<List<String>> shingles = new HashSet<>();
    for (int i = 0; i + 3 <= words.size(); i++) {
      shingles.add(words.subList(i, i + 3).stream().toList());
    }
    return shingles;
  }

  /**
   * Questions of few different words, many of them edits of earlier questions, so that all scores
   * occur.
   */
  private static List<Question> questions(Random random, int count) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i == 0 || random.nextInt(3) == 0) {
        questions.add(
            new Question(
                words(random, 20),
                words(random, 5),
                List.of(words(random, 4) + " x", words(random, 4) + " y"),
                "A",
                ""));
        continue;
      }
      Question parent = questions.get(random.nextInt(questions.size()));
      String[] words = parent.situation().split(" ");
      for (int edits = random.nextInt(4); edits > 0; edits--) {
        words[random.nextInt(words.length)] = "w" + random.nextInt(50);
      }
      List<String> options = new ArrayList<>(parent.options());
      Collections.shuffle(options, random);
      questions.add(
          new Question(String.join(" ", words) + ".", parent.question(), options, "B", ""));
    }
    return questions;
  }

  private static String words(Random random, int count) {
    return words(random, count, 50);
  }

  private static String words(Random random, int count, int vocabulary) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add("w" + random.nextInt(vocabulary));
    }
    return String.join(" ", words);
  }
}
