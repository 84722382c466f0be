package org.wordsight.jobs;

import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.curation.CandidateSelection;
import org.wordsight.jobs.curation.Curation;
import org.wordsight.jobs.curation.CurationFigures;
import org.wordsight.jobs.curation.CurationResult;
import org.wordsight.jobs.curation.FixedMeaning;
import org.wordsight.jobs.curation.PublishedCandidates;
import org.wordsight.jobs.curation.RunHistory;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.CalibrationRow;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.ClusterRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.HotBucketRow;
import org.wordsight.jobs.table.JudgementRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import scala.Tuple2;

/**
 * Drops candidates that repeat a benchmark, a seed question, a question of an earlier run, or an
 * earlier candidate. It also drops the surplus: candidates beyond the number that the split wants.
 * The stage reads {@code candidates}, {@code requests} and, for their order, {@code judgements}. It
 * writes {@code contamination}, {@code duplicates}, {@code curation}, {@code clusters}, {@code
 * hot_buckets}, {@code curation_stats} and {@code calibration}. The surplus goes to {@code
 * rejected}.
 */
public final class CurateStage {

  /**
   * Curates the candidates. The tables are published even if too few candidates survive.
   *
   * @throws WordsightException exit code 4 if fewer survive than the split wants
   */
  public void run(Run run) {
    Curation curation = FixedMeaning.of(run, Curation.of(run.config()));
    try (KeptHistory history = RunHistory.open(run, curation.rules());
        CandidateSelection selection = curation.beginForRows(history)) {
      decide(run, selection);
      CurationResult curated = selection.result();
      publish(run, curation, selection, curated);
      report(run, curation, curated.figures());
    }
  }

  /**
   * Decides the candidates. Where the order inside a wave is not that of the plan, each wave is
   * decided by itself.
   */
  private static void decide(Run run, CandidateSelection selection) {
    Dataset<Row> requests = run.read(RequestRow.TABLE);
    Dataset<Row> candidates = run.read(CandidateRow.TABLE);
    if (!run.config().curation().selection().prefers()) {
      selection.add(PublishedCandidates.of(candidates, requests), Optional.empty());
      return;
    }
    Optional<JavaPairRDD<String, Double>> agreement =
        run.has(JudgementRow.TABLE) ? Optional.of(agreement(run)) : Optional.empty();
    for (Row wave : requests.select("wave").distinct().orderBy("wave").collectAsList()) {
      Dataset<Row> ofWave = requests.where(requests.col("wave").equalTo(wave.get(0)));
      selection.add(PublishedCandidates.of(candidates, ofWave), agreement);
    }
  }

  private static JavaPairRDD<String, Double> agreement(Run run) {
    return run.read(JudgementRow.TABLE)
        .select("candidate_id", "agreement")
        .javaRDD()
        .mapToPair(row -> new Tuple2<>(row.getString(0), row.getDouble(1)));
  }

  private static void publish(
      Run run, Curation curation, CandidateSelection selection, CurationResult curated) {
    try (Publication publication = run.publication("curate")) {
      if (RunHistory.isKept(run)) {
        RunHistory.attachTo(publication, run, selection);
      }
      FixedMeaning.attachTo(publication, run, curation);
      publication.write(ContaminationRow.TABLE, curated.rows().contamination());
      publication.write(DuplicateRow.TABLE, curated.rows().duplicates());
      publication.write(CurationRow.TABLE, curated.rows().curation());
      publication.write(ClusterRow.TABLE, curated.rows().clusters());
      publication.write(HotBucketRow.TABLE, curated.figures().hotBuckets());
      publication.write(CurationStatRow.TABLE, curated.figures().stats());
      publication.write(CalibrationRow.TABLE, selection.calibrationRows());
      publication.write(RejectedRow.TABLE, curated.rows().rejected());
      publication.commit();
    }
  }

  private static void report(Run run, Curation curation, CurationFigures curated) {
    run.console()
        .message(
            "curate: %,d candidates, %,d contaminated, %,d duplicates, %,d kept of %,d asked for"
                .formatted(
                    curated.candidates(),
                    curated.contaminated(),
                    curated.duplicates(),
                    curated.kept(),
                    curation.asked()));
    if (curated.kept() < curation.asked()) {
      throw new WordsightException(
          ExitCode.TEACHER,
          "Cannot go on: %,d questions survive curation, expected split.train + split.validation = %,d. The plan's limit of requests is reached: raise synthesis.maximumRequests, or lower split.train."
              .formatted(curated.kept(), curation.asked()));
    }
  }
}
