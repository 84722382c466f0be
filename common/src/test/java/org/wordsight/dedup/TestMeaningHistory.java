package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nights that compare meanings with what all nights before them kept. */
class TestMeaningHistory {
  private static final int ALL = Integer.MAX_VALUE;
  private static final int SEEDS = 3;

  @TempDir Path folder;

  /**
   * A decision.
   *
   * @param witness the place of the repeated item among all items; its own where it is kept
   * @param rule empty where it is kept
   */
  private record Outcome(int item, int witness, String rule, double score) {}

  private static DuplicateRules rules(double threshold) {
    return DuplicateRules.of(NearRule.exact(.7)).with(new MeaningRule("test", threshold));
  }

  /** The nights of a warehouse. The first items are seed questions. */
  private final class Nights {
    private final List<MeaningItem> items;
    private final DuplicateRules rules;
    private final List<Path> files = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private int ofHistory;

    Nights(List<MeaningItem> items, double threshold) {
      this.items = items;
      this.rules = rules(threshold);
    }

    /** Decides about the items of a night, and saves what it keeps. */
    void curate(int from, int to, int announced) throws Exception {
      MeaningPairs meaning = new MeaningPairs(rules.meaning().orElseThrow().threshold());
      curate(meaning, from, to, announced);
    }

    MeaningPairs.Facts curate(MeaningPairs meaning, int from, int to, int announced)
        throws Exception {
      try (KeptHistory history = open();
          GreedySelection selection = new GreedySelection(rules, Optional.of(meaning), ALL)) {
        selection.expect(vectors(0, SEEDS));
        for (int i = 0; i < SEEDS; i++) {
          selection.keepSeed(Rank.ofSeed(i + 1), items.get(i).text());
        }
        selection.follow(history);
        List<String> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
          if ((i - from) % announced == 0) {
            selection.expect(vectors(i, Math.min(i + announced, to)));
          }
          Choice choice = selection.decide(i, items.get(i).text());
          if (choice instanceof Choice.Kept) {
            ids.add(Integer.toString(i));
          }
          outcomes.add(outcome(history, i, choice));
        }
        ofHistory += selection.decisions().duplicatesOfHistory();
        files.add(folder.resolve("night" + files.size() + "-" + announced));
        selection.saveSignatures(files.get(files.size() - 1), ids.iterator());
        return meaning.facts();
      }
    }

    private List<float[]> vectors(int from, int to) {
      return items.subList(from, to).stream().map(MeaningItem::vector).toList();
    }

    private KeptHistory open() throws Exception {
      List<KeptHistory.Source> sources = new ArrayList<>();
      for (Path file : files) {
        sources.add(new KeptHistory.Source("night", SignatureFile.open(file, rules)));
      }
      return new KeptHistory(sources);
    }

    private Outcome outcome(KeptHistory history, int item, Choice choice) {
      if (!(choice instanceof Choice.Duplicate duplicate)) {
        return new Outcome(item, item, "", 0);
      }
      long rank = duplicate.keptRank();
      int witness;
      if (Rank.isSeed(rank)) {
        witness = Integer.parseInt(Rank.seedId(rank).substring("seed:".length())) - 1;
      } else if (Rank.isHistory(rank)) {
        String id = history.id(Rank.historyQuestion(rank));
        witness = Integer.parseInt(id.substring("night/".length()));
      } else {
        witness = Math.toIntExact(rank);
      }
      return new Outcome(item, witness, duplicate.method().rule(), duplicate.score());
    }
  }

  /** The decisions by the rules' definitions, with each item compared with each kept one. */
  private static List<Outcome> bruteForce(List<MeaningItem> items, double threshold) {
    List<Integer> kept = new ArrayList<>(List.of(0, 1, 2));
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = SEEDS; i < items.size(); i++) {
      Outcome best = new Outcome(i, i, "", 0);
      for (int other : kept) {
        double cosine = Cosine.of(items.get(i).vector(), items.get(other).vector());
        if (items.get(i).words().equals(items.get(other).words())) {
          best = new Outcome(i, other, "exact", 1);
          break;
        } else if (cosine >= threshold && cosine > best.score()) {
          best = new Outcome(i, other, "cosine", cosine);
        }
      }
      outcomes.add(best);
      if (best.rule().isEmpty()) {
        kept.add(i);
      }
    }
    return outcomes;
  }

  @ParameterizedTest
  @CsvSource({"0.3,7", "0.8,64", "0.9,2000", "1,100"})
  void decidesInNightsAsBruteForceDoesAboutAll(double threshold, int announced) throws Exception {
    List<MeaningItem> items = MeaningItem.around(new Random(announced), 900, 24, 50);
    Nights nights = new Nights(items, threshold);
    int from = SEEDS;
    // One night brings nothing.
    for (int to : new int[] {90, 90, 91, 500, 900}) {
      nights.curate(from, to, announced);
      from = to;
    }
    assertThat(nights.outcomes).isEqualTo(bruteForce(items, threshold));
    assertThat(nights.ofHistory).as("the test is about something").isPositive();
  }

  @Test
  void countsWhatItComparedWithEarlierNights() throws Exception {
    List<MeaningItem> items = MeaningItem.around(new Random(2), 200, 8, 10);
    Nights nights = new Nights(items, 0.9);
    nights.curate(SEEDS, 120, 50);
    long kept = nights.outcomes.stream().filter(outcome -> outcome.rule().isEmpty()).count();
    MeaningPairs meaning = new MeaningPairs(0.9);
    MeaningPairs.Facts facts = nights.curate(meaning, 120, 200, 80);
    assertThat(facts.earlier()).isEqualTo(kept);
    assertThat(facts.compared())
        .as("seeds with themselves; 80 with each other, with the seeds and with the history")
        .isEqualTo(SEEDS * SEEDS + 80 * (80 + SEEDS + kept));
    assertThat(facts.verified()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 97, 5_000})
  void holdsItsContractWithCellsOfEarlierNights(int announced) throws Exception {
    double threshold = 0.5;
    List<MeaningItem> items = MeaningItem.around(new Random(4), 2_000, 32, 400);
    Nights nights = new Nights(items, threshold);
    nights.curate(SEEDS, 900, 900);
    assertThat(nights.outcomes.stream().filter(outcome -> outcome.rule().isEmpty()).count())
        .as("the limit is passed before the second night begins")
        .isGreaterThan(150);
    MeaningPairs.Facts facts =
        nights.curate(new MeaningPairs(threshold, 150, 2), 900, 2_000, announced);

    assertThat(facts.cells()).isBetween(12, 50);
    assertThat(facts.samplePairs()).isPositive();
    assertThat((double) facts.foundOfThem() / facts.samplePairs()).isBetween(0.7, 0.9999);
    List<Boolean> isKept = new ArrayList<>(List.of(true, true, true));
    nights.outcomes.forEach(outcome -> isKept.add(outcome.rule().isEmpty()));
    assertThat(nights.outcomes)
        .filteredOn(outcome -> outcome.rule().equals("cosine"))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            outcome -> {
              assertThat(isKept.get(outcome.witness())).isTrue();
              assertThat(outcome.score())
                  .isGreaterThanOrEqualTo(threshold)
                  .isEqualTo(
                      Cosine.of(
                          items.get(outcome.item()).vector(),
                          items.get(outcome.witness()).vector()));
            });
    Nights others = new Nights(items, threshold);
    others.curate(SEEDS, 900, 30);
    others.curate(new MeaningPairs(threshold, 150, 1_000), 900, 2_000, 250);
    assertThat(others.outcomes).as("with other blocks").isEqualTo(nights.outcomes);
  }

  @Test
  void comparesVectorsThatWereAnnouncedBeforeTheHistoryCame() throws Exception {
    List<MeaningItem> items =
        List.of(
            MeaningItem.of("a b c d", 1, 0, 0),
            MeaningItem.of("e f g h", 0, 1, 0),
            MeaningItem.of("i j k l", 0, 0, 1),
            MeaningItem.of("m n o p", -1, 0, 0),
            MeaningItem.of("q r s t", -0.6, 0.8, 0));
    Nights nights = new Nights(items, 0.5);
    nights.curate(SEEDS, 4, 1);
    try (KeptHistory history = nights.open();
        GreedySelection selection =
            new GreedySelection(nights.rules, Optional.of(new MeaningPairs(0.5)), ALL)) {
      selection.expect(List.of(items.get(2).vector(), items.get(4).vector()));
      selection.keepSeed(Rank.ofSeed(1), items.get(2).text());
      selection.follow(history);
      assertThat(selection.decide(0, items.get(4).text()))
          .isInstanceOfSatisfying(
              Choice.Duplicate.class,
              found -> assertThat(found.keptRank()).isEqualTo(Rank.ofHistory(0)));
    }
  }

  @Test
  void refusesVectorsOfOtherDimensions() throws Exception {
    Nights nights = new Nights(MeaningItem.around(new Random(1), 20, 5, 5), 0.9);
    nights.curate(SEEDS, 20, 20);
    try (KeptHistory history = nights.open();
        GreedySelection selection =
            new GreedySelection(nights.rules, Optional.of(new MeaningPairs(0.9)), ALL)) {
      selection.follow(history);
      selection.expect(List.of(new float[] {1, 0}));
      assertThatThrownBy(() -> selection.decide(0, ComparedText.of("a b c")))
          .hasMessage("A vector of 2 dimensions among those of 5");
    }
    try (KeptHistory history = nights.open();
        GreedySelection selection =
            new GreedySelection(nights.rules, Optional.of(new MeaningPairs(0.9)), ALL)) {
      selection.expect(List.of(new float[] {1, 0}));
      selection.keepSeed(Rank.ofSeed(1), ComparedText.of("a b c"));
      assertThatThrownBy(() -> selection.follow(history))
          .hasMessage("Vectors of earlier runs have 5 dimensions, expected 2");
    }
  }

  @Test
  void numbersTheVectorsOfSeedsHistoryAndCandidatesOneAfterTheOther() {
    Random random = new Random(8);
    for (int round = 0; round < 200; round++) {
      int seeds = random.nextInt(4);
      int[] firsts = {0, random.nextInt(5), 0, 0};
      firsts[2] = firsts[1];
      firsts[3] = firsts[2] + random.nextInt(5);
      int candidates = random.nextInt(6);
      int count = seeds + firsts[3] + candidates;
      VectorParts own = inHeap();
      VectorParts monday = inHeap();
      VectorParts wednesday = inHeap();
      for (int i = 0; i < count; i++) {
        int earlier = i - seeds;
        boolean isOwn = earlier < 0 || earlier >= firsts[3];
        VectorParts owner = earlier < firsts[1] ? monday : wednesday;
        (isOwn ? own : owner).add(new float[] {i, -i});
      }
      CombinedVectors all =
          new CombinedVectors(
              own, new HistoryVectors(List.of(monday, inHeap(), wednesday), firsts), seeds);
      assertThat(all.count()).isEqualTo(count);
      float[] vector = new float[2];
      for (int i = 0; i < count; i++) {
        all.read(i, vector);
        assertThat(vector).containsExactly(i, -i);
      }
      int from = random.nextInt(count + 1);
      int to = from + random.nextInt(count - from + 1);
      List<Integer> found = new ArrayList<>();
      for (NumberedVectors.Rows rows : all.pieces(from, to, 1 + random.nextInt(4))) {
        for (int i = 0; i < rows.count(); i++) {
          found.add(rows.first() + i);
          int at = 2 * Float.BYTES * i;
          assertThat(rows.memory().order(ByteOrder.LITTLE_ENDIAN).getFloat(at))
              .isEqualTo(rows.first() + i);
        }
      }
      assertThat(found).containsExactlyElementsOf(IntStream.range(from, to).boxed().toList());
    }
  }

  private static VectorParts inHeap() {
    VectorParts vectors = new VectorParts(2);
    vectors.add(ByteBuffer.allocate(1_000));
    return vectors;
  }
}
