package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.wordsight.data.Candidate;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.ContaminationIndex;
import org.wordsight.dedup.Decisions;
import org.wordsight.dedup.GreedySelection;
import org.wordsight.dedup.MeaningIndex;
import org.wordsight.dedup.Rank;
import org.wordsight.embed.Calibration;
import org.wordsight.embed.EmbeddedText;
import org.wordsight.embed.Embedding;
import org.wordsight.jobs.curation.CurationResult.Examined;
import org.wordsight.jobs.table.CalibrationRow;
import org.wordsight.jobs.table.CurationStatRow;

/**
 * The selection of a run's candidates, wave after wave. Executors normalise texts, look for
 * contamination and make shingles. The driver then decides in the order of rank, one candidate
 * after the other. What was decided once is not decided again.
 */
public final class CandidateSelection implements AutoCloseable {
  /** Candidates that are sent to the search together. */
  private static final int BLOCK = 4_096;

  private final Curation curation;
  private final JavaSparkContext spark;
  private final GreedySelection selection;
  private Optional<Calibration> calibration = Optional.empty();
  private final List<JavaRDD<Examined>> examined = new ArrayList<>();
  private final List<Broadcast<List<ContaminationIndex>>> benchmarks = new ArrayList<>();

  CandidateSelection(Curation curation, JavaSparkContext spark) {
    this.curation = curation;
    this.spark = spark;
    List<float[]> vectors = seedVectors();
    this.selection =
        new GreedySelection(curation.near(), curation.meaning().map(this::index), curation.asked());
    selection.expect(vectors);
    for (int number = 1; number <= curation.seeds().size(); number++) {
      selection.keepSeed(Rank.ofSeed(number), ComparedText.of(curation.seeds().get(number - 1)));
    }
  }

  private List<float[]> seedVectors() {
    List<Embedders.Named> texts = new ArrayList<>();
    for (int number = 1; number <= curation.seeds().size(); number++) {
      texts.add(
          new Embedders.Named(
              "seed question " + number, EmbeddedText.of(curation.seeds().get(number - 1))));
    }
    return curation
        .meaning()
        .map(meaning -> Embedders.embed(spark, meaning.embedder(), texts))
        .orElse(List.of())
        .stream()
        .map(Embedding::vector)
        .toList();
  }

  private MeaningIndex index(Meaning meaning) {
    double threshold = meaning.threshold().orElseGet(() -> calibration().orElseThrow().threshold());
    return new MeaningIndex(threshold);
  }

  /** What thresholds would do, measured when it is first asked for; absent without meanings. */
  private Optional<Calibration> calibration() {
    if (calibration.isEmpty()) {
      calibration = curation.meaning().map(meaning -> meaning.calibrate(spark));
    }
    return calibration;
  }

  /** A candidate that is not contaminated, as executors send it. */
  private record Compared(long rank, ComparedText text, float[] vector) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Decides about more candidates, in any order and partitions.
   *
   * @param wave candidates whose ranks are all larger than those of waves before
   */
  public void add(JavaRDD<Candidate> wave) {
    Broadcast<List<ContaminationIndex>> indices = spark.broadcast(curation.indices());
    benchmarks.add(indices);
    JavaRDD<Examined> all =
        Embedders.embedded(wave, curation.meaning().map(Meaning::embedder))
            .map(candidate -> examined(candidate, indices.value()))
            .persist(StorageLevel.MEMORY_AND_DISK_SER());
    examined.add(all);
    JavaRDD<Compared> sorted =
        all.filter(candidate -> candidate.hits().isEmpty())
            .map(
                candidate ->
                    new Compared(
                        candidate.rank(), candidate.text(), candidate.embedding().vector()))
            .sortBy(Compared::rank, true, Math.max(1, all.getNumPartitions()));
    List<Compared> block = new ArrayList<>();
    for (Iterator<Compared> next = sorted.toLocalIterator(); next.hasNext(); ) {
      block.add(next.next());
      if (block.size() == BLOCK || !next.hasNext()) {
        selection.expect(block.stream().map(Compared::vector).toList());
        block.forEach(candidate -> selection.decide(candidate.rank(), candidate.text()));
        block.clear();
      }
    }
  }

  private static Examined examined(
      Embedders.Embedded embedded, List<ContaminationIndex> benchmarks) {
    Candidate candidate = embedded.candidate();
    List<ContaminationIndex.Hit> hits =
        benchmarks.stream()
            .flatMap(benchmark -> benchmark.hits(candidate.question()).stream())
            .toList();
    return new Examined(
        Rank.of(candidate),
        candidate.id(),
        hits,
        hits.isEmpty() ? ComparedText.of(candidate.question()) : ComparedText.NONE,
        embedded.embedding());
  }

  /** How many candidates are kept so far, without surplus. */
  public int kept() {
    return selection.decisions().kept();
  }

  /** The decisions so far about the candidates that are not contaminated. */
  public Decisions decisions() {
    return selection.decisions();
  }

  /** All decisions so far. It must not be used after {@link #close}. */
  public CurationResult result() {
    JavaRDD<Examined> all =
        examined.stream()
            .reduce(JavaRDD::union)
            .orElseThrow(() -> new IllegalStateException("no candidates were added"));
    return new CurationResult(
        all, selection.decisions(), curation.near(), selection.facts(), meaningRows(all));
  }

  private List<CurationStatRow> meaningRows(JavaRDD<Examined> all) {
    return selection
        .meaningFacts()
        .map(
            facts ->
                List.of(
                    new CurationStatRow("semantic", "threshold", facts.threshold()),
                    new CurationStatRow("semantic", "compared", facts.compared()),
                    new CurationStatRow("semantic", "verified", facts.verified()),
                    new CurationStatRow(
                        "semantic",
                        "cut texts",
                        all.filter(each -> each.embedding().cut()).count())))
        .orElse(List.of());
  }

  /** What each threshold of the cosine would do; empty where meanings are not compared. */
  public List<CalibrationRow> calibrationRows() {
    return calibration().stream()
        .flatMap(found -> found.steps().stream().map(step -> row(found, step)))
        .toList();
  }

  private CalibrationRow row(Calibration found, Calibration.Step step) {
    return new CalibrationRow(
        curation.meaning().orElseThrow().source(),
        step.threshold(),
        found.same(),
        step.found(),
        found.unrelated(),
        step.hit(),
        found.quantile(),
        step.threshold() == found.threshold());
  }

  @Override
  public void close() {
    examined.forEach(wave -> wave.unpersist(false));
    benchmarks.forEach(Broadcast::destroy);
    selection.close();
  }
}
