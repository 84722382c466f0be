package org.wordsight.jobs.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.GreedySelection;
import org.wordsight.dedup.MeaningPairs;
import org.wordsight.dedup.NearRule;

/**
 * Measures the semantic search by cells. Up to some number of vectors, every pair is compared.
 * Beyond it, a vector is compared only with the vectors of its nearest cells. A tenth of the
 * vectors are copies of earlier vectors. Their cosines are spread from the threshold to 1.
 */
record SemanticCellsBenchmark(List<Search> searches) implements SpeedBenchmark {
  private static final double THRESHOLD = 0.9;

  /** One vector in this many is also compared with all kept vectors. */
  private static final int SAMPLED = 1_000;

  /** The least cosines of the groups of copies that are counted apart. */
  private static final List<Double> GROUPS = List.of(0.9, 0.95, 0.98);

  /**
   * One search.
   *
   * @param exact kept vectors up to which no pair is missed
   * @param topics of the vectors; 0 where they are spread over all directions
   */
  record Search(int vectors, int dimensions, int topics, int exact) {
    String name() {
      return "%,d vectors, %s".formatted(vectors, topics == 0 ? "no topics" : topics + " topics");
    }
  }

  static SemanticCellsBenchmark standard() {
    return new SemanticCellsBenchmark(
        List.of(
            new Search(200_000, 64, 0, 20_000),
            new Search(200_000, 64, 500, 20_000),
            new Search(1_200_000, 64, 3_000, 100_000)));
  }

  @Override
  public String name() {
    return "semantic-cells";
  }

  @Override
  public String summary() {
    return "duplicates among 1,200,000 vectors by cells: recall by cosine, vectors/s";
  }

  @Override
  public void run(BenchSession session) {
    searches.forEach(search -> run(session, search));
  }

  private static void run(BenchSession session, Search search) {
    session.message(search.name());
    PlantedVectors vectors =
        PlantedVectors.spread(search.vectors(), search.dimensions(), search.topics(), THRESHOLD);
    Map<String, Object> facts = new TreeMap<>();
    long start = System.nanoTime();
    try (GreedySelection selection =
        new GreedySelection(
            DuplicateRules.of(NearRule.exact(1)),
            Optional.of(new MeaningPairs(THRESHOLD, search.exact(), SAMPLED)),
            Integer.MAX_VALUE)) {
      decide(selection, vectors, search, facts);
      double seconds = (System.nanoTime() - start) / 1e9;
      facts.put("seconds", BenchSession.rounded(seconds));
      MeaningPairs.Facts found = selection.meaningFacts().orElseThrow();
      facts.put("cells", found.cells());
      facts.put("compared", found.compared());
      facts.put("sample_pairs", found.samplePairs());
      facts.put("sample_pairs_found", found.foundOfThem());
      session.ours(
          BenchCase.of(
                  search.name(),
                  "vectors/s",
                  Map.of(
                      "dimensions",
                      search.dimensions(),
                      "exact_up_to",
                      search.exact(),
                      "threshold",
                      THRESHOLD))
              .with(facts),
          0,
          List.of(search.vectors() / seconds));
    }
  }

  /**
   * Counts the copies after the limit that reach the threshold, and the dropped ones among them.
   */
  private static void decide(
      GreedySelection selection, PlantedVectors vectors, Search search, Map<String, Object> facts) {
    int[] planted = new int[GROUPS.size()];
    int[] dropped = new int[GROUPS.size()];
    int others = 0;
    selection.expect(vectors.list());
    for (int i = 0; i < search.vectors(); i++) {
      boolean byCells = selection.decisions().kept() >= search.exact();
      boolean isDropped =
          selection.decide(i, ComparedText.of("text " + i)) instanceof Choice.Duplicate;
      int group = vectors.isCopy(i) ? group(vectors.cosine(i)) : -1;
      if (group < 0) {
        others += isDropped ? 1 : 0;
      } else if (byCells) {
        planted[group]++;
        dropped[group] += isDropped ? 1 : 0;
      }
    }
    for (int group = 0; group < GROUPS.size(); group++) {
      facts.put("copies_from_" + GROUPS.get(group), planted[group]);
      facts.put(
          "recall_from_" + GROUPS.get(group),
          BenchSession.rounded((double) dropped[group] / planted[group]));
    }
    facts.put("dropped_others", others);
  }

  /** The last group that the cosine reaches; -1 below the threshold. */
  private static int group(double cosine) {
    int group = -1;
    while (group + 1 < GROUPS.size() && cosine >= GROUPS.get(group + 1)) {
      group++;
    }
    return group;
  }
}
