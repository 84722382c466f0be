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
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.contamination.Hit;
import org.wordsight.data.Candidate;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.Decisions;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.GreedySelection;
import org.wordsight.dedup.Rank;
import org.wordsight.jobs.table.CalibrationRow;

/**
 * The selection of a run's candidates, wave after wave. Executors normalise texts, look for
 * contamination and make shingles. The driver then decides in the order of rank, one candidate
 * after the other. What was decided once is not decided again.
 */
public final class CandidateSelection implements AutoCloseable {
  /** Candidates whose vectors are announced together. */
  private static final int BLOCK = 4_096;

  private final Curation curation;
  private final MeaningComparison meaning;
  private final GreedySelection selection;
  private final Holding holding;
  private final List<JavaRDD<Examined>> examined = new ArrayList<>();
  private Optional<Broadcast<List<ContaminationIndex>>> benchmarks = Optional.empty();

  CandidateSelection(Curation curation, Holding holding) {
    this.curation = curation;
    this.holding = holding;
    this.meaning = new MeaningComparison(curation.meaning());
    this.selection =
        new GreedySelection(DuplicateRules.of(curation.near()), meaning.rule(), curation.asked());
    selection.expect(meaning.vectors(curation.seeds()));
    for (int number = 1; number <= curation.seeds().size(); number++) {
      selection.keepSeed(Rank.ofSeed(number), ComparedText.of(curation.seeds().get(number - 1)));
    }
  }

  /** What is held of waves that are decided. */
  enum Holding {
    /** The decisions alone. */
    DECISIONS,

    /** Also what rows of tables are made of, in Spark's storage. */
    ROWS
  }

  /** A candidate that no benchmark's hit drops, as executors send it. */
  private record Compared(long rank, ComparedText text, float[] vector) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Decides about more candidates, in any order and partitions.
   *
   * @param wave candidates whose ranks are all larger than those of waves before
   */
  public void add(JavaRDD<Candidate> wave) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(wave.context());
    Broadcast<List<ContaminationIndex>> indices =
        benchmarks.orElseGet(() -> spark.broadcast(curation.indices()));
    benchmarks = Optional.of(indices);
    JavaRDD<Examined> all =
        Embedders.embedded(wave, meaning.embedder())
            .map(candidate -> examined(candidate, indices.value()))
            .persist(StorageLevel.MEMORY_AND_DISK_SER());
    JavaRDD<Compared> sorted =
        all.filter(candidate -> !candidate.isDropped())
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
    switch (holding) {
      case DECISIONS -> all.unpersist(false);
      case ROWS -> examined.add(all);
    }
  }

  private static Examined examined(
      Embedders.Embedded embedded, List<ContaminationIndex> benchmarks) {
    Candidate candidate = embedded.candidate();
    List<Hit> hits =
        benchmarks.stream()
            .flatMap(benchmark -> benchmark.hits(candidate.question()).stream())
            .toList();
    boolean isDropped = hits.stream().anyMatch(Hit::drops);
    return new Examined(
        Rank.of(candidate),
        candidate.id(),
        hits,
        isDropped ? ComparedText.NONE : ComparedText.of(candidate.question()),
        embedded.embedding());
  }

  /** How many candidates are kept so far, without surplus. */
  public int kept() {
    return selection.decisions().kept();
  }

  /** The decisions so far about the candidates that no hit drops. */
  public Decisions decisions() {
    return selection.decisions();
  }

  /** All decisions so far as rows. They must not be used after {@link #close}. */
  public CurationResult result() {
    JavaRDD<Examined> all =
        examined.stream()
            .reduce(JavaRDD::union)
            .orElseThrow(() -> new IllegalStateException("no candidates are held"));
    return new CurationResult(
        new CurationRows(all, selection.decisions()),
        new CurationFigures(
            all.count(),
            all.filter(Examined::isFlagged).count(),
            selection.decisions(),
            curation.near(),
            selection.facts(),
            meaning.figures(selection, all)));
  }

  /** What each threshold of the cosine would do; empty where meanings are not compared. */
  public List<CalibrationRow> calibrationRows() {
    return meaning.calibrationRows();
  }

  @Override
  public void close() {
    examined.forEach(wave -> wave.unpersist(false));
    benchmarks.ifPresent(Broadcast::destroy);
    selection.close();
  }
}
