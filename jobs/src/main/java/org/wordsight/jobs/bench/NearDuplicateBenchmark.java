package org.wordsight.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.wordsight.dedup.BandPlan;
import org.wordsight.dedup.MinHash;
import org.wordsight.dedup.Shingles;

/**
 * Searches near duplicates among short texts; a tenth of these are planted copies. Signatures alone
 * are measured on one thread. The time of the whole search includes the making of the texts.
 * Further cases are texts that are all equal or nearly equal, ROUGE-L, and new texts beside those
 * of earlier runs. Peers get the same texts in files.
 *
 * @param signed texts of the first case
 * @param searched texts of each search, in rising order; the last ones are the history
 * @param repeated texts that are equal or nearly equal
 * @param wordByWord texts that are compared by ROUGE-L
 * @param added new texts beside the history
 */
record NearDuplicateBenchmark(
    int signed, List<Integer> searched, int repeated, int wordByWord, int added)
    implements SpeedBenchmark {
  private static final BandPlan HUNDRED_AND_28_VALUES = new BandPlan(16, 8);

  static NearDuplicateBenchmark standard() {
    return new NearDuplicateBenchmark(
        20_000, List.of(10_000, 100_000, 1_000_000), 100_000, 10_000, 1_000);
  }

  @Override
  public String name() {
    return "near-duplicates";
  }

  @Override
  public String summary() {
    return "signatures; near duplicates among 10,000 to 1,000,000 texts, copies, ROUGE-L, history; texts/s";
  }

  @Override
  public void run(BenchSession session) {
    List<BenchCase> cases = new ArrayList<>();
    cases.add(sign(session));
    cases.add(signHashes(session));
    DuplicateSearch search = new DuplicateSearch(session);
    for (SearchedTexts texts : repeatedTexts()) {
      cases.add(texts.benchCase());
      search.twice(texts);
    }
    search.byWords(SearchedTexts.planted("ROUGE-L among", wordByWord));
    for (int count : searched) {
      SearchedTexts texts = SearchedTexts.planted("near duplicates among", count);
      cases.add(texts.benchCase());
      if (count < largest()) {
        search.twice(texts);
      } else {
        search.twiceAndAsHistory(texts, added);
      }
    }
    askPeers(session, cases);
  }

  private int largest() {
    return searched.get(searched.size() - 1);
  }

  private List<SearchedTexts> repeatedTexts() {
    return List.of(SearchedTexts.identical(repeated), SearchedTexts.nearlyIdentical(repeated));
  }

  /** Measures the way from texts to keys of bands. */
  private BenchCase sign(BenchSession session) {
    List<String> texts = IntStream.range(0, signed).mapToObj(PlantedTexts::text).toList();
    BenchCase of = signatures("signatures");
    MinHash minHash = new MinHash(HUNDRED_AND_28_VALUES);
    long[] keys = new long[HUNDRED_AND_28_VALUES.bands()];
    session.ours(
        of,
        3,
        () -> {
          for (String text : texts) {
            minHash.keys(Shingles.ofText(text), keys);
          }
          return texts.size();
        });
    return of;
  }

  /** Measures the way from hashes of shingles to keys of bands. */
  private BenchCase signHashes(BenchSession session) {
    List<Shingles> sets =
        IntStream.range(0, signed).mapToObj(PlantedTexts::text).map(Shingles::ofText).toList();
    BenchCase of = signatures("signatures of hashes");
    MinHash minHash = new MinHash(HUNDRED_AND_28_VALUES);
    long[] keys = new long[HUNDRED_AND_28_VALUES.bands()];
    session.ours(
        of,
        3,
        () -> {
          for (Shingles set : sets) {
            minHash.keys(set, keys);
          }
          return sets.size();
        });
    return of;
  }

  private static BenchCase signatures(String name) {
    return new BenchCase(
        name,
        "texts/s",
        1,
        OptionalInt.of(1),
        Map.of("words", PlantedTexts.WORDS, "hash_values", HUNDRED_AND_28_VALUES.length()));
  }

  private void askPeers(BenchSession session, List<BenchCase> cases) {
    try {
      Path folder = Files.createTempDirectory("wordsight-texts");
      try {
        Path file = folder.resolve("texts.txt");
        write(file, largest(), PlantedTexts::text);
        List<Map<String, Object>> others = new ArrayList<>();
        for (SearchedTexts texts : repeatedTexts()) {
          Path other = folder.resolve(others.size() + ".txt");
          write(other, texts.count(), texts.text());
          others.add(Map.of("case", texts.benchCase().name(), "texts", other.toString()));
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
                "repeated",
                others,
                "threshold",
                DuplicateSearch.THRESHOLD,
                "hash_values",
                HUNDRED_AND_28_VALUES.length()));
      } finally {
        FileUtils.deleteDirectory(folder.toFile());
      }
    } catch (IOException e) {
      throw DuplicateSearch.cannotWrite(e);
    }
  }

  private static void write(Path file, int count, IntFunction<String> text) throws IOException {
    try (Stream<String> texts = IntStream.range(0, count).mapToObj(text)) {
      Files.write(file, (Iterable<String>) texts::iterator);
    }
  }
}
