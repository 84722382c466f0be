package org.wordsight.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.GreedySelection;
import org.wordsight.dedup.MeaningPairs;
import org.wordsight.dedup.NearRule;
import org.wordsight.embed.Calibration;
import org.wordsight.embed.Embedder;
import org.wordsight.embed.PlantedPairs;
import org.wordsight.error.WordsightException;

/**
 * Measures the whole search for vectors that repeat a kept vector; a tenth of the vectors are
 * planted copies. Then texts are embedded on one thread, by their words and by the encoder of
 * {@code --model} or of the class path. Peers get the same vectors and texts.
 *
 * @param searched vectors of the search
 * @param embedded texts of the embedders
 */
record SemanticSearchBenchmark(int searched, int embedded) implements SpeedBenchmark {
  private static final double THRESHOLD = 0.9;

  static SemanticSearchBenchmark standard() {
    return new SemanticSearchBenchmark(30_000, 400);
  }

  @Override
  public String name() {
    return "semantic-search";
  }

  @Override
  public String summary() {
    return "duplicates among 30,000 vectors by cosine, vectors/s, and embedding, texts/s";
  }

  @Override
  public void run(BenchSession session) {
    List<BenchCase> cases = new ArrayList<>();
    PlantedVectors vectors = new PlantedVectors(searched);
    List<String> texts = Calibration.texts(PlantedPairs.make()).subList(0, embedded);
    cases.add(search(session, vectors));
    boolean encodes =
        BenchEmbedders.forEach(
            session, (name, embedder) -> cases.add(embed(session, name, embedder, texts)));
    askPeers(session, cases, vectors, texts, encodes);
  }

  private BenchCase search(BenchSession session, PlantedVectors vectors) {
    BenchCase of =
        BenchCase.of(
            "semantic search of %,d".formatted(searched),
            "vectors/s",
            Map.of(
                "vectors",
                searched,
                "dimensions",
                PlantedVectors.DIMENSIONS,
                "threshold",
                THRESHOLD));
    List<ComparedText> texts = new ArrayList<>();
    for (int i = 0; i < searched; i++) {
      texts.add(ComparedText.of("text " + i));
    }
    Map<String, Object> facts = new TreeMap<>();
    session.ours(
        of,
        1,
        () -> {
          int[] dropped = decide(vectors, texts);
          facts.put("dropped_copies", dropped[0]);
          facts.put("dropped_others", dropped[1]);
          return searched;
        },
        () -> facts);
    return of;
  }

  /** Returns the number of dropped copies, and of other dropped vectors. */
  private static int[] decide(PlantedVectors vectors, List<ComparedText> texts) {
    int[] dropped = new int[2];
    try (GreedySelection selection =
        new GreedySelection(
            DuplicateRules.of(NearRule.exact(1)),
            Optional.of(new MeaningPairs(THRESHOLD)),
            Integer.MAX_VALUE)) {
      selection.expect(vectors.list());
      for (int i = 0; i < texts.size(); i++) {
        if (selection.decide(i, texts.get(i)) instanceof Choice.Duplicate) {
          dropped[vectors.isCopy(i) ? 0 : 1]++;
        }
      }
    }
    return dropped;
  }

  private static BenchCase embed(
      BenchSession session, String what, Embedder embedder, List<String> texts) {
    BenchCase of =
        new BenchCase(
            "embedding by " + what,
            "texts/s",
            1,
            OptionalInt.of(1),
            Map.of("texts", texts.size(), "dimensions", embedder.dimensions()));
    session.ours(of, 1, () -> embedder.embed(texts).size());
    return of;
  }

  private void askPeers(
      BenchSession session,
      List<BenchCase> cases,
      PlantedVectors vectors,
      List<String> texts,
      boolean encodes) {
    try {
      Path folder = Files.createTempDirectory("wordsight-vectors");
      try {
        Path file = folder.resolve("vectors.bin");
        vectors.write(file);
        Map<String, Object> settings = new TreeMap<>();
        settings.put("vectors", file.toString());
        settings.put("dimensions", PlantedVectors.DIMENSIONS);
        settings.put("threshold", THRESHOLD);
        settings.put("texts", texts);
        settings.put("encodes", encodes);
        settings.put("encoder", session.options().model().map(Path::toString).orElse(""));
        session.peer("semantic_search.py", cases, settings);
      } finally {
        FileUtils.deleteDirectory(folder.toFile());
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write the vectors for the peers: " + e.getMessage() + ". Check the disk.", e);
    }
  }
}
