package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.data.Question;

class TestSelection {
  private static final int ALL = Integer.MAX_VALUE;

  @Test
  void keepsTheEarlierOfTwoAndNamesItAsWitness() {
    assertThat(Selection.decide(alone(1, 2), List.of(new Pair(1, 2, .8)), ALL))
        .containsEntry(1L, new Choice.Kept())
        .containsEntry(2L, new Choice.Duplicate(1, Choice.Method.NEAR, .8));
  }

  @Test
  void keepsBothEndsOfAChain() {
    List<Pair> chain = List.of(new Pair(1, 2, .8), new Pair(2, 3, .9));
    assertThat(Selection.decide(alone(1, 2, 3), chain, ALL).values())
        .containsExactly(
            new Choice.Kept(), new Choice.Duplicate(1, Choice.Method.NEAR, .8), new Choice.Kept());
  }

  @Test
  void namesTheMostSimilarWitness() {
    List<Pair> pairs = List.of(new Pair(1, 3, .8), new Pair(2, 3, .9));
    assertThat(Selection.decide(alone(1, 2, 3), pairs, ALL))
        .containsEntry(3L, new Choice.Duplicate(2, Choice.Method.NEAR, .9));
  }

  @Test
  void countsSeedQuestionsAsKept() {
    long seed = Rank.ofSeed(3);
    NavigableMap<Long, Long> ranks = alone(seed, 1, 2);
    ranks.put(2L, seed);
    Map<Long, Choice> choices = Selection.decide(ranks, List.of(new Pair(seed, 1, .7)), ALL);
    assertThat(choices)
        .containsOnlyKeys(1L, 2L)
        .containsEntry(1L, new Choice.Duplicate(seed, Choice.Method.NEAR, .7))
        .containsEntry(2L, new Choice.Duplicate(seed, Choice.Method.EXACT, 1));
    assertThat(Rank.seedId(seed)).isEqualTo("seed:3");
  }

  @Test
  void callsTheRestSurplusWithItsDuplicates() {
    NavigableMap<Long, Long> ranks = alone(1, 2, 3, 4, 5, 6);
    ranks.put(6L, 2L);
    List<Pair> pairs = List.of(new Pair(2, 3, .9), new Pair(1, 4, .7), new Pair(2, 4, .9));
    assertThat(Selection.decide(ranks, pairs, 1).values())
        .containsExactly(
            new Choice.Kept(),
            new Choice.Surplus(),
            new Choice.SurplusDuplicate(2),
            new Choice.Duplicate(1, Choice.Method.NEAR, .7),
            new Choice.Surplus(),
            new Choice.SurplusDuplicate(2));
  }

  @Test
  void givesCopiesOfADroppedQuestionItsWitness() {
    NavigableMap<Long, Long> ranks = alone(1, 2, 3);
    ranks.put(3L, 2L);
    assertThat(Selection.decide(ranks, List.of(new Pair(1, 2, .75)), ALL))
        .containsEntry(3L, new Choice.Duplicate(1, Choice.Method.NEAR, .75));
  }

  @ParameterizedTest
  @ValueSource(doubles = {.3, .5, .7, .8, 1})
  void holdsItsContractOnRandomQuestions(double threshold) {
    List<Question> questions = questions(new Random(7), 80);
    NavigableMap<Long, Long> ranks = new TreeMap<>();
    Map<String, Long> first = new HashMap<>();
    Map<Long, Question> byRank = new HashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      long rank = i;
      byRank.put(rank, questions.get(i));
      String key = QuestionText.of(questions.get(i)).exactKey();
      ranks.put(rank, first.computeIfAbsent(key, k -> rank));
    }
    List<Pair> pairs = new ArrayList<>(bruteForce(byRank, ranks, threshold));
    Collections.shuffle(pairs, new Random(1));
    NavigableMap<Long, Choice> choices = Selection.decide(ranks, pairs, ALL);

    Set<Long> kept = new TreeSet<>();
    choices.forEach(
        (rank, choice) -> {
          if (choice instanceof Choice.Kept) {
            kept.add(rank);
          }
        });
    assertThat(kept).hasSizeBetween(2, 79);
    choices.forEach(
        (rank, choice) -> {
          if (choice instanceof Choice.Duplicate duplicate) {
            assertThat(kept).contains(duplicate.keptRank());
            assertThat(exactly(byRank.get(rank), byRank.get(duplicate.keptRank())))
                .isEqualTo(duplicate.score())
                .isGreaterThanOrEqualTo(threshold);
          }
        });
    for (long a : kept) {
      for (long b : kept) {
        if (a < b) {
          assertThat(exactly(byRank.get(a), byRank.get(b))).isLessThan(threshold);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {.3, .5, .7, .8, .95, 1})
  void missesNoPairThatBruteForceFinds(double threshold) {
    Map<Long, Question> byRank = new HashMap<>();
    NavigableMap<Long, Long> ranks = new TreeMap<>();
    List<Question> questions = questions(new Random(3), 90);
    for (int i = 0; i < questions.size(); i++) {
      byRank.put((long) i, questions.get(i));
      ranks.put((long) i, (long) i);
    }
    assertThat(prefixFiltered(byRank, threshold))
        .containsExactlyInAnyOrderElementsOf(bruteForce(byRank, ranks, threshold));
  }

  /** The pairs by definition: the sets of words of all questions, each compared with each. */
  private static Set<Pair> bruteForce(
      Map<Long, Question> byRank, Map<Long, Long> ranks, double threshold) {
    Set<Pair> pairs = new HashSet<>();
    for (long a : byRank.keySet()) {
      for (long b : byRank.keySet()) {
        boolean areRepresentatives = ranks.get(a) == a && ranks.get(b) == b;
        if (a < b && areRepresentatives) {
          double score = exactly(byRank.get(a), byRank.get(b));
          if (score >= threshold) {
            pairs.add(new Pair(a, b, score));
          }
        }
      }
    }
    return pairs;
  }

  private static double exactly(Question one, Question other) {
    Set<List<String>> a = shingles(one);
    Set<List<String>> b = shingles(other);
    Set<List<String>> shared = new HashSet<>(a);
    shared.retainAll(b);
    return (double) shared.size() / (a.size() + b.size() - shared.size());
  }

  private static Set<List<String>> shingles(Question question) {
    List<String> words = QuestionText.of(question).words();
    Set<List<String>> shingles = new HashSet<>();
    for (int i = 0; i + 3 <= words.size(); i++) {
      shingles.add(words.subList(i, i + 3));
    }
    return shingles;
  }

  private static Set<Pair> prefixFiltered(Map<Long, Question> byRank, double threshold) {
    Map<Long, Shingles> sets = new TreeMap<>();
    byRank.forEach((rank, q) -> sets.put(rank, Shingles.of(QuestionText.of(q).words())));
    ShingleFrequencies frequencies = new ShingleFrequencies();
    sets.values().forEach(frequencies::add);
    PrefixFilter filter = new PrefixFilter(threshold, frequencies);
    Map<Long, Map<Long, PrefixFilter.Entry>> buckets = new HashMap<>();
    sets.forEach(
        (rank, set) ->
            filter
                .prefix(set)
                .forEach(
                    entry ->
                        buckets
                            .computeIfAbsent(entry.shingle(), shingle -> new TreeMap<>())
                            .put(rank, entry)));
    Set<Pair> pairs = new HashSet<>();
    buckets
        .values()
        .forEach(
            bucket ->
                bucket.forEach(
                    (a, entryA) ->
                        bucket.forEach(
                            (b, entryB) -> {
                              if (a < b && filter.admits(entryA, entryB)) {
                                double score = sets.get(a).jaccard(sets.get(b));
                                if (score >= threshold) {
                                  pairs.add(new Pair(a, b, score));
                                }
                              }
                            })));
    return pairs;
  }

  /** Questions of few words, many of them edits of earlier ones, so that all scores occur. */
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
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add("w" + random.nextInt(50));
    }
    return String.join(" ", words);
  }

  private static NavigableMap<Long, Long> alone(long... ranks) {
    NavigableMap<Long, Long> alone = new TreeMap<>();
    for (long rank : ranks) {
      alone.put(rank, rank);
    }
    return alone;
  }
}
