package org.wordsight.jobs.curation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.contamination.Hit;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.Decisions;
import org.wordsight.dedup.GreedySelection;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.Rank;
import org.wordsight.dedup.Words;
import org.wordsight.jobs.curation.WaveOrder.Turn;
import org.wordsight.jobs.curation.WaveOrder.Waiting;
import org.wordsight.jobs.table.CalibrationRow;
import scala.Tuple2;

/**
 * The selection of a run's candidates, wave after wave. Executors normalise texts, look for
 * contamination and make shingles. The driver then decides in the order of {@link WaveOrder}, one
 * candidate after the other. A decision is never changed.
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
  private int waves;

  /** The number of kept candidates for each answer letter. */
  private final long[] keptLetters = new long[Question.MAXIMUM_OPTIONS];

  CandidateSelection(Curation curation, KeptHistory history, Holding holding) {
    this.curation = curation;
    this.holding = holding;
    this.meaning = new MeaningComparison(curation.meaning());
    this.selection = new GreedySelection(curation.rules(), meaning.rule(), curation.asked());
    try {
      begin(history);
    } catch (Throwable e) {
      selection.close();
      throw e;
    }
  }

  private void begin(KeptHistory history) {
    selection.expect(meaning.vectors(curation.seeds()));
    for (int number = 1; number <= curation.seeds().size(); number++) {
      selection.keepSeed(Rank.ofSeed(number), ComparedText.of(curation.seeds().get(number - 1)));
    }
    selection.follow(history);
  }

  /** The data that is kept of decided waves. */
  enum Holding {
    /** The decisions alone. */
    DECISIONS,

    /** Also the data for rows of tables, in Spark's storage. */
    ROWS
  }

  /**
   * Decides about more candidates, in any order and partitions.
   *
   * @param wave candidates whose ranks are all larger than the ranks of earlier waves
   * @param agreement of a judge by candidate id; absent where the order does not need it
   */
  public void add(JavaRDD<Candidate> wave, Optional<JavaPairRDD<String, Double>> agreement) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(wave.context());
    Broadcast<List<ContaminationIndex>> indices =
        benchmarks.orElseGet(() -> spark.broadcast(meaning.withMeanings(curation.indices())));
    benchmarks = Optional.of(indices);
    boolean words = curation.rules().comparesWords();
    boolean situations = curation.indices().stream().anyMatch(ContaminationIndex::comparesMeanings);
    JavaRDD<Examined> all =
        Embedders.embedded(wave, meaning.embedder(), situations)
            .map(candidate -> examined(candidate, indices.value(), words))
            .persist(StorageLevel.MEMORY_AND_DISK_SER());
    boolean isHeld = false;
    try {
      decide(all, agreement);
      waves++;
      isHeld =
          switch (holding) {
            case DECISIONS -> false;
            case ROWS -> examined.add(all);
          };
    } finally {
      if (!isHeld) {
        all.unpersist(false);
      }
    }
  }

  private void decide(JavaRDD<Examined> all, Optional<JavaPairRDD<String, Double>> agreement) {
    JavaRDD<Turn> sorted =
        new WaveOrder(waves, curation.keep()).sorted(waiting(all, agreement), keptLetters);
    List<Turn> block = new ArrayList<>();
    for (Iterator<Turn> next = sorted.toLocalIterator(); next.hasNext(); ) {
      block.add(next.next());
      if (block.size() == BLOCK || !next.hasNext()) {
        decide(block);
        block.clear();
      }
    }
  }

  private void decide(List<Turn> block) {
    selection.expect(block.stream().map(Turn::vector).toList());
    for (Turn turn : block) {
      Choice choice = selection.decide(turn.precedence(), turn.text());
      keptLetters[turn.letter()] += choice instanceof Choice.Kept ? 1 : 0;
    }
  }

  /** The candidates that no hit against a benchmark drops. */
  private static JavaRDD<Waiting> waiting(
      JavaRDD<Examined> all, Optional<JavaPairRDD<String, Double>> agreement) {
    JavaRDD<Examined> clean = all.filter(candidate -> !candidate.isDropped());
    return agreement
        .map(
            known ->
                clean
                    .mapToPair(one -> new Tuple2<>(one.id(), one))
                    .leftOuterJoin(known)
                    .values()
                    .map(found -> found._1().waiting(found._2().orElse(0.0))))
        .orElseGet(() -> clean.map(one -> one.waiting(0)));
  }

  private static Examined examined(
      Embedders.Embedded embedded, List<ContaminationIndex> benchmarks, boolean words) {
    Candidate candidate = embedded.candidate();
    List<float[]> vectors = embedded.vectors();
    List<Hit> hits =
        benchmarks.stream()
            .flatMap(benchmark -> benchmark.hits(candidate.question(), vectors).stream())
            .toList();
    boolean isDropped = hits.stream().anyMatch(Hit::drops);
    return new Examined(
        Rank.of(candidate),
        candidate.id(),
        hits,
        isDropped ? ComparedText.NONE : KeptQuestions.text(candidate, words),
        candidate.question().answer().charAt(0) - 'A',
        Words.of(candidate.question().rationale()).size(),
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
    ExaminedCounts counts = ExaminedCounts.of(all);
    return new CurationResult(
        new CurationRows(all, selection.decisions(), selection.history()),
        new CurationFigures(
            counts.all(),
            counts.flagged(),
            selection.decisions(),
            curation.rules(),
            selection.history(),
            selection.facts(),
            meaning.figures(selection, counts.cutTexts())));
  }

  /** The effect of each threshold of the cosine; empty where meanings are not compared. */
  public List<CalibrationRow> calibrationRows() {
    return meaning.calibrationRows();
  }

  /** Writes the signatures of the questions that are kept so far, for later runs. */
  public void saveSignatures(Path file) throws IOException {
    Decisions decisions = selection.decisions();
    List<Tuple2<Long, Integer>> places = new ArrayList<>();
    for (int i = 0; i < decisions.count(); i++) {
      if (decisions.choice(i) instanceof Choice.Kept) {
        places.add(new Tuple2<>(decisions.rank(i), i));
      }
    }
    JavaRDD<Examined> all = examined.stream().reduce(JavaRDD::union).orElseThrow();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(all.context());
    JavaRDD<String> ids =
        spark
            .parallelizePairs(places)
            .join(all.mapToPair(candidate -> new Tuple2<>(candidate.rank(), candidate.id())))
            .values()
            .sortBy(Tuple2::_1, true, Math.max(1, all.getNumPartitions()))
            .map(Tuple2::_2);
    selection.saveSignatures(file, ids.toLocalIterator());
  }

  @Override
  public void close() {
    examined.forEach(wave -> wave.unpersist(false));
    benchmarks.ifPresent(Broadcast::destroy);
    selection.close();
  }
}
