package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestMeaningPairs {
  private static final int ALL = Integer.MAX_VALUE;
  private static final DuplicateRules RULES = DuplicateRules.of(NearRule.exact(.7));

  /**
   * @param announced the number of vectors that are given at a time
   */
  private static Map<Long, Choice> decide(
      List<MeaningItem> items, double threshold, int asked, int announced) {
    return decide(new MeaningPairs(threshold), items, asked, announced);
  }

  private static Map<Long, Choice> decide(
      MeaningPairs rule, List<MeaningItem> items, int asked, int announced) {
    Map<Long, Choice> choices = new TreeMap<>();
    Optional<MeaningPairs> meaning = Optional.of(rule);
    try (GreedySelection selection = new GreedySelection(RULES, meaning, asked)) {
      for (int from = 0; from < items.size(); from += announced) {
        List<MeaningItem> some = items.subList(from, Math.min(items.size(), from + announced));
        selection.expect(some.stream().map(MeaningItem::vector).toList());
        for (int i = 0; i < some.size(); i++) {
          choices.put((long) from + i, selection.decide(from + i, some.get(i).text()));
        }
      }
    }
    return choices;
  }

  /** The rules by their definitions, each question compared with each kept one. */
  private static Map<Long, Choice> bruteForce(
      List<MeaningItem> items, double threshold, int asked) {
    Map<Long, Choice> choices = new TreeMap<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Choice choice = null;
      for (List<Integer> some : parts(kept, asked)) {
        boolean isSurplus = some.size() > 0 && kept.indexOf(some.get(0)) >= asked;
        Choice found = witness(items, some, i, threshold);
        if (choice == null && found instanceof Choice.Duplicate duplicate) {
          choice = isSurplus ? new Choice.SurplusDuplicate(duplicate.keptRank()) : duplicate;
        }
      }
      if (choice == null) {
        kept.add(i);
        choice = kept.size() > asked ? new Choice.Surplus() : new Choice.Kept();
      }
      choices.put((long) i, choice);
    }
    return choices;
  }

  /** The kept questions, and the surplus questions. */
  private static List<List<Integer>> parts(List<Integer> kept, int asked) {
    int end = Math.min(asked, kept.size());
    return List.of(kept.subList(0, end), kept.subList(end, kept.size()));
  }

  private static Choice witness(
      List<MeaningItem> items, List<Integer> kept, int i, double threshold) {
    Choice best = new Choice.Kept();
    double score = 0;
    for (int other : kept) {
      if (items.get(other).words().equals(items.get(i).words())) {
        return new Choice.Duplicate(other, Choice.Method.EXACT, 1);
      }
      double cosine = Cosine.of(items.get(other).vector(), items.get(i).vector());
      if (cosine >= threshold && cosine > score) {
        score = cosine;
        best = new Choice.Duplicate(other, Choice.Method.SEMANTIC, cosine);
      }
    }
    return best;
  }

  @ParameterizedTest
  @CsvSource({"0.1,7", "0.5,64", "0.8,1", "0.8,2000", "0.95,600", "1,100"})
  void decidesAsBruteForceDoesForAnyBlocks(double threshold, int announced) {
    List<MeaningItem> items = MeaningItem.around(new Random(announced), 1_200, 24, 60);
    Map<Long, Choice> found = decide(items, threshold, ALL, announced);
    assertSame(found, bruteForce(items, threshold, ALL));
    assertThat(found.values()).hasAtLeastOneElementOfType(Choice.Kept.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20, 150})
  void prefersAKeptWitnessToASurplusOne(int asked) {
    List<MeaningItem> items = MeaningItem.around(new Random(5), 900, 12, 40);
    assertSame(decide(items, 0.8, asked, 300), bruteForce(items, 0.8, asked));
  }

  private static void assertSame(Map<Long, Choice> found, Map<Long, Choice> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach((rank, choice) -> assertThat(choice).as("" + rank).isEqualTo(expected.get(rank)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 97, 5_000})
  void keepsItsRulesWithCellsAndMeasuresTheMissedPairs(int announced) {
    List<MeaningItem> items = MeaningItem.around(new Random(4), 2_500, 32, 400);
    double threshold = 0.5;
    MeaningPairs rule = new MeaningPairs(threshold, 150, 2);
    Map<Long, Choice> choices = decide(rule, items, ALL, announced);

    MeaningPairs.Facts facts = rule.facts();
    assertThat(facts.cells()).isBetween(12, 50);
    assertThat(facts.samplePairs()).isPositive();
    assertThat((double) facts.foundOfThem() / facts.samplePairs()).isBetween(0.7, 0.9999);
    assertThat(facts.compared()).isPositive();
    choices.forEach(
        (rank, choice) -> {
          if (choice instanceof Choice.Duplicate duplicate
              && duplicate.method() == Choice.Method.SEMANTIC) {
            assertThat(choices.get(duplicate.keptRank())).isEqualTo(new Choice.Kept());
            assertThat(duplicate.score())
                .isGreaterThanOrEqualTo(threshold)
                .isEqualTo(
                    Cosine.of(
                        items.get(Math.toIntExact(rank)).vector(),
                        items.get(Math.toIntExact(duplicate.keptRank())).vector()));
          }
        });
    assertSame(choices, decide(new MeaningPairs(threshold, 150, 1_000), items, ALL, 250));
    Map<Long, Choice> all = bruteForce(items, threshold, ALL);
    long same =
        choices.entrySet().stream().filter(e -> e.getValue().equals(all.get(e.getKey()))).count();
    assertThat(same).isBetween(1_250L, 2_499L);
  }

  @Test
  void namesTheFirstMethodThatHolds() {
    List<MeaningItem> items =
        List.of(
            MeaningItem.of("a b c d e f g h i j", 1, 0),
            MeaningItem.of("k l m n o p q r s t", 0, 1),
            MeaningItem.of("k l m n o p q r s t u", 0.95, 0.05),
            MeaningItem.of("A B C D E F G H I J!", 0, 1),
            MeaningItem.of("v w x y z", 0.02, 0.99),
            MeaningItem.of("somewhere else altogether now", -1, 0));
    assertThat(decide(items, 0.9, ALL, 10).values())
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo(new Choice.Kept()),
            second -> assertThat(second).isEqualTo(new Choice.Kept()),
            near ->
                assertThat(near).isEqualTo(new Choice.Duplicate(1, Choice.Method.NEAR, 8.0 / 9)),
            exact -> assertThat(exact).isEqualTo(new Choice.Duplicate(0, Choice.Method.EXACT, 1)),
            semantic ->
                assertThat(semantic)
                    .isInstanceOfSatisfying(
                        Choice.Duplicate.class,
                        found -> {
                          assertThat(found.keptRank()).isEqualTo(1);
                          assertThat(found.method()).isEqualTo(Choice.Method.SEMANTIC);
                          assertThat(found.score()).isBetween(0.999, 1.0);
                        }),
            opposite -> assertThat(opposite).isEqualTo(new Choice.Kept()));
  }

  @Test
  void joinsTheClustersOfQuestionsThatAnyRuleFinds() {
    Optional<MeaningPairs> meaning = Optional.of(new MeaningPairs(0.9));
    try (GreedySelection selection = new GreedySelection(RULES, meaning, ALL)) {
      selection.expect(List.of(new float[] {1, 0}, new float[] {0, 1}, new float[] {1, 0}));
      selection.decide(3, ComparedText.of("a b c d e f g h i j"));
      selection.decide(5, ComparedText.of("k l m n o p q r s t"));
      selection.decide(7, ComparedText.of("k l m n o p q r s t u"));
      assertThat(selection.decisions().cluster(1)).isEqualTo(3);
      assertThat(selection.decisions().duplicates(Choice.Method.NEAR)).isEqualTo(1);
      assertThat(selection.meaningFacts()).isPresent();
    }
  }

  @Test
  void comparesCandidatesWithSeedQuestionsToo() {
    Optional<MeaningPairs> meaning = Optional.of(new MeaningPairs(0.9));
    try (GreedySelection selection = new GreedySelection(RULES, meaning, ALL)) {
      selection.expect(List.of(new float[] {1, 0}));
      selection.keepSeed(Rank.ofSeed(1), ComparedText.of("a b c d e"));
      selection.expect(List.of(new float[] {1, 0}, new float[] {0, 0}));
      assertThat(selection.decide(0, ComparedText.of("f g h i j")))
          .isEqualTo(new Choice.Duplicate(Rank.ofSeed(1), Choice.Method.SEMANTIC, 1));
      assertThat(selection.decide(1, ComparedText.of("k l m n o")))
          .as("a vector of zeros is alike to nothing")
          .isEqualTo(new Choice.Kept());
      assertThatThrownBy(() -> selection.decide(2, ComparedText.of("p q r")))
          .hasMessage("a question whose vector was not announced");
    }
  }

  @Test
  void comparesCopiesWithTheKeptQuestionAlone() {
    List<MeaningItem> items = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      items.add(MeaningItem.of("other words number " + i + " x" + i, 1, 0, 0));
    }
    assertThat(decide(items, 1, ALL, 1_000).values().stream().filter(Choice.Kept.class::isInstance))
        .hasSize(1);
  }

  @Test
  void storesVectorsInSeveralPartsOfAFile() {
    int dimensions = 1 << 21;
    try (VectorStore store = new VectorStore()) {
      float[] vector = new float[dimensions];
      for (int i = 0; i < 10; i++) {
        vector[dimensions - 1] = i;
        assertThat(store.add(vector)).isEqualTo(i);
      }
      store.read(9, vector);
      assertThat(vector[dimensions - 1]).isEqualTo(9);
      assertThat(store.pieces(0, 10, 5))
          .extracting(NumberedVectors.Rows::first)
          .containsExactly(0, 5, 8);
      assertThat(store.pieces(0, 10, 5))
          .extracting(NumberedVectors.Rows::count)
          .containsExactly(5, 3, 2);
      assertThatThrownBy(() -> store.add(new float[3]))
          .hasMessage("A vector of 3 dimensions among those of 2097152");
    }
  }

  @Test
  void computesTheCosineInDoublePrecision() {
    assertThat(Cosine.of(new float[] {3, 4}, new float[] {3, 4})).isEqualTo(1);
    assertThat(Cosine.of(new float[] {1, 0}, new float[] {-2, 0})).isEqualTo(-1);
    assertThat(Cosine.of(new float[] {1, 1}, new float[] {1, 0})).isEqualTo(1 / Math.sqrt(2));
    assertThat(Cosine.of(new float[] {0, 0}, new float[] {1, 0})).isZero();
    assertThatThrownBy(() -> Cosine.of(new float[2], new float[3]))
        .hasMessage("2 and 3 dimensions");
  }
}
