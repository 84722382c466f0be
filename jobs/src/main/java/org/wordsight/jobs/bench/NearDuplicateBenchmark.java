package org.wordsight.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.wordsight.dedup.BandPlan;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.GreedySelection;
import org.wordsight.dedup.MinHash;
import org.wordsight.dedup.NearRule;
import org.wordsight.dedup.Shingles;
import org.wordsight.dedup.Words;
import org.wordsight.error.WordsightException;

/**
 * Near duplicates among short texts of which a tenth are planted copies: signatures alone on one
 * thread, and the whole search, in which the time to make the texts counts too. Peers get the same
 * texts in a file.
 *
 * @param signed texts of the first case
 * @param searched texts of each search, in rising order
 */
record NearDuplicateBenchmark(int signed, List<Integer> searched) implements SpeedBenchmark {
  private static final double THRESHOLD = 0.7;
  private static final BandPlan HUNDRED_AND_28_VALUES = new BandPlan(16, 8);
  private static final int CHUNK = 4_096;

  static NearDuplicateBenchmark standard() {
    return new NearDuplicateBenchmark(20_000, List.of(10_000, 100_000, 1_000_000));
  }

  @Override
  public String name() {
    return "near-duplicates";
  }

  @Override
  public String summary() {
    return "signatures, and near duplicates among 10,000, 100,000 and 1,000,000 texts, texts/s";
  }

  @Override
  public void run(BenchSession session) {
    List<BenchCase> cases = new ArrayList<>();
    cases.add(sign(session));
    for (int count : searched) {
      cases.add(search(session, count));
    }
    askPeers(session, cases);
  }

  private BenchCase sign(BenchSession session) {
    List<List<String>> words =
        IntStream.range(0, signed).mapToObj(i -> Words.of(PlantedTexts.text(i)).list()).toList();
    BenchCase of =
        new BenchCase(
            "signatures",
            "texts/s",
            1,
            OptionalInt.of(1),
            Map.of("words", PlantedTexts.WORDS, "hash_values", HUNDRED_AND_28_VALUES.length()));
    MinHash minHash = new MinHash(HUNDRED_AND_28_VALUES);
    long[] keys = new long[HUNDRED_AND_28_VALUES.bands()];
    session.ours(
        of,
        3,
        () -> {
          for (List<String> text : words) {
            long[] hashes = Shingles.of(text).hashes();
            minHash.keys(hashes, hashes.length, keys);
          }
          return words.size();
        });
    return of;
  }

  private static BenchCase search(BenchSession session, int count) {
    BenchCase of =
        BenchCase.of(
            "near duplicates among %,d".formatted(count),
            "texts/s",
            Map.of("texts", count, "threshold", THRESHOLD));
    for (NearRule rule : List.of(NearRule.exact(THRESHOLD), NearRule.of(THRESHOLD, 0.99))) {
      Map<String, Object> facts = new TreeMap<>();
      facts.put("search", rule.recall().isPresent() ? "MinHash, recall 0.99" : "every pair");
      session.message(of.name() + ", " + facts.get("search"));
      long start = System.nanoTime();
      try (GreedySelection selection = new GreedySelection(rule, Integer.MAX_VALUE)) {
        int[] dropped = decide(selection, count);
        double seconds = (System.nanoTime() - start) / 1e9;
        facts.put("seconds", BenchSession.rounded(seconds));
        facts.put("dropped_copies", dropped[0]);
        facts.put("dropped_others", dropped[1]);
        facts.put("compared", selection.facts().compared());
        facts.put("heap_limit_mebibytes", Runtime.getRuntime().maxMemory() >> 20);
        session.ours(of.with(facts), 0, List.of(count / seconds));
      }
    }
    return of;
  }

  /** Returns how many copies were dropped, and how many other texts. */
  private static int[] decide(GreedySelection selection, int count) {
    int[] dropped = new int[2];
    for (int from = 0; from < count; from += CHUNK) {
      // All cores make shingles of a chunk; one decides.
      List<ComparedText> chunk =
          IntStream.range(from, Math.min(from + CHUNK, count))
              .parallel()
              .mapToObj(i -> ComparedText.of(PlantedTexts.text(i)))
              .toList();
      for (int i = 0; i < chunk.size(); i++) {
        if (selection.decide(from + i, chunk.get(i)) instanceof Choice.Duplicate) {
          dropped[PlantedTexts.isCopy(from + i) ? 0 : 1]++;
        }
      }
    }
    return dropped;
  }

  private void askPeers(BenchSession session, List<BenchCase> cases) {
    try {
      Path folder = Files.createTempDirectory("wordsight-texts");
      try {
        Path file = folder.resolve("texts.txt");
        try (Stream<String> texts =
            IntStream.range(0, searched.get(searched.size() - 1)).mapToObj(PlantedTexts::text)) {
          Files.write(file, (Iterable<String>) texts::iterator);
        }
        session.peer(
            "near_duplicates.py",
            cases,
            Map.of(
                "texts",
                file.toString(),
                "signed",
                signed,
                "searched",
                searched,
                "threshold",
                THRESHOLD,
                "hash_values",
                HUNDRED_AND_28_VALUES.length()));
      } finally {
        FileUtils.deleteDirectory(folder.toFile());
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write the texts for the peers: " + e.getMessage() + ". Check the disk.", e);
    }
  }
}
