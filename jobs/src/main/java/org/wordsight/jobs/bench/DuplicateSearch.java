package org.wordsight.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.GreedySelection;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.NearRule;
import org.wordsight.dedup.SignatureFile;
import org.wordsight.dedup.UnusableSignaturesException;
import org.wordsight.error.WordsightException;

/**
 * Searches for duplicates and reports the time of each search. The time to make the texts counts
 * too.
 *
 * @param session gets the figures
 */
record DuplicateSearch(BenchSession session) {
  static final double THRESHOLD = 0.7;

  private static final DuplicateRules EVERY_PAIR = DuplicateRules.of(NearRule.exact(THRESHOLD));
  private static final DuplicateRules MIN_HASH = DuplicateRules.of(NearRule.of(THRESHOLD, 0.99));
  private static final DuplicateRules BY_WORDS =
      new DuplicateRules(NearRule.exact(THRESHOLD), OptionalDouble.of(THRESHOLD));

  private static final int CHUNK = 4_096;

  /** Searches every pair, and then by MinHash. */
  void twice(SearchedTexts texts) {
    search(texts, "every pair", EVERY_PAIR, selection -> {});
    search(texts, "MinHash, recall 0.99", MIN_HASH, selection -> {});
  }

  /** Searches every pair by shingles, and by the longest common subsequence of words too. */
  void byWords(SearchedTexts texts) {
    search(texts, "every pair, by shingles and by words", BY_WORDS, selection -> {});
  }

  /**
   * Searches as {@link #twice}, then searches new texts beside the texts that the first search
   * kept.
   */
  void twiceAndAsHistory(SearchedTexts texts, int added) {
    try {
      Path file = Files.createTempFile("wordsight-signatures", ".bin");
      try {
        double seconds =
            search(texts, "every pair", EVERY_PAIR, selection -> save(selection, file));
        addToHistory(texts, added, file, seconds);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    search(texts, "MinHash, recall 0.99", MIN_HASH, selection -> {});
  }

  /** Returns the seconds of the search, without the work on its result. */
  private double search(
      SearchedTexts texts, String name, DuplicateRules rules, Consumer<GreedySelection> then) {
    session.message(texts.benchCase().name() + ", " + name);
    long start = System.nanoTime();
    try (GreedySelection selection = new GreedySelection(rules, Integer.MAX_VALUE)) {
      int[] dropped = decide(selection, texts, 0, texts.count());
      double seconds = seconds(start);
      session.ours(
          texts.benchCase().with(facts(name, seconds, dropped, selection)),
          0,
          List.of(texts.count() / seconds));
      then.accept(selection);
      return seconds;
    }
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private static Map<String, Object> facts(
      String search, double seconds, int[] dropped, GreedySelection selection) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("search", search);
    facts.put("seconds", BenchSession.rounded(seconds));
    facts.put("dropped_copies", dropped[0]);
    facts.put("dropped_others", dropped[1]);
    facts.put("compared", selection.facts().compared());
    facts.put("heap_limit_mebibytes", Runtime.getRuntime().maxMemory() >> 20);
    return facts;
  }

  private static void save(GreedySelection selection, Path file) {
    int kept = selection.decisions().kept();
    try {
      selection.saveSignatures(file, IntStream.range(0, kept).mapToObj(i -> "text" + i).iterator());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Searches new texts beside the kept texts. The time includes the opening of the file. */
  private void addToHistory(SearchedTexts old, int added, Path file, double allSeconds)
      throws IOException {
    BenchCase of =
        BenchCase.of(
            "%,d new texts beside %,d".formatted(added, old.count()),
            "texts/s",
            Map.of("texts", added, "threshold", THRESHOLD));
    session.message(of.name());
    long start = System.nanoTime();
    try (KeptHistory history = open(file);
        GreedySelection selection = new GreedySelection(EVERY_PAIR, Integer.MAX_VALUE)) {
      selection.follow(history);
      double opening = seconds(start);
      int[] dropped = decide(selection, old, old.count(), old.count() + added);
      double seconds = seconds(start);
      Map<String, Object> facts = facts("every pair", seconds, dropped, selection);
      facts.put("seconds_to_open", BenchSession.rounded(opening));
      facts.put("share_of_all", BenchSession.rounded(seconds / allSeconds));
      facts.put("dropped_by_history", selection.decisions().duplicatesOfHistory());
      facts.put("file_mebibytes", Files.size(file) >> 20);
      session.ours(of.with(facts), 0, List.of(added / seconds));
    }
  }

  private static KeptHistory open(Path file) throws IOException {
    try {
      return new KeptHistory(
          List.of(new KeptHistory.Source("old", SignatureFile.open(file, EVERY_PAIR))));
    } catch (UnusableSignaturesException e) {
      throw new IllegalStateException("A file was just written, but " + e.getMessage(), e);
    }
  }

  static WordsightException cannotWrite(IOException e) {
    return WordsightException.input(
        "Cannot write a temporary file: " + e.getMessage() + ". Check the disk.", e);
  }

  /** Returns the number of dropped copies, and of other dropped texts. */
  private static int[] decide(GreedySelection selection, SearchedTexts texts, int first, int end) {
    int[] dropped = new int[2];
    for (int from = first; from < end; from += CHUNK) {
      // All cores make shingles of a chunk; one decides.
      List<ComparedText> chunk =
          IntStream.range(from, Math.min(from + CHUNK, end))
              .parallel()
              .mapToObj(i -> ComparedText.of(texts.text().apply(i)))
              .toList();
      for (int i = 0; i < chunk.size(); i++) {
        if (selection.decide(from + i, chunk.get(i)) instanceof Choice.Duplicate) {
          dropped[texts.isCopy().test(from + i) ? 0 : 1]++;
        }
      }
    }
    return dropped;
  }
}
