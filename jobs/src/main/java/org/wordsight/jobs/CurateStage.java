package org.wordsight.jobs;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.wordsight.data.Candidate;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.curation.CandidateSelection;
import org.wordsight.jobs.curation.Curation;
import org.wordsight.jobs.curation.CurationFigures;
import org.wordsight.jobs.curation.CurationResult;
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
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;

/**
 * Drops candidates that repeat a benchmark, a seed question or an earlier candidate, and those
 * beyond the number that the split wants. The stage reads {@code candidates} and {@code requests}.
 * It writes {@code contamination}, {@code duplicates}, {@code curation}, {@code clusters}, {@code
 * hot_buckets}, {@code curation_stats} and {@code calibration}, and the surplus to {@code
 * rejected}.
 */
public final class CurateStage {

  /**
   * Curates the candidates. Where too few survive, the tables are published all the same.
   *
   * @throws WordsightException exit code 4 if fewer survive than the split wants
   */
  public void run(Run run) {
    Curation curation = Curation.of(run.config());
    try (CandidateSelection selection = curation.beginForRows()) {
      selection.add(candidates(run));
      CurationResult curated = selection.result();
      publish(run, curated, selection);
      report(run, curation, curated.figures());
    }
  }

  private static void publish(Run run, CurationResult curated, CandidateSelection selection) {
    try (Publication publication = run.publication("curate")) {
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

  /** The candidates with their place in the plan, which decides which ones are kept. */
  private static JavaRDD<Candidate> candidates(Run run) {
    return run.read(CandidateRow.TABLE)
        .join(run.read(RequestRow.TABLE).select("request_id", "ordinal"), "request_id")
        .javaRDD()
        .map(CurateStage::candidate);
  }

  private static Candidate candidate(Row row) {
    CandidateRow candidate = CandidateRow.TABLE.record(row);
    return new Candidate(
        candidate.requestId(),
        row.getInt(row.fieldIndex("ordinal")),
        candidate.position(),
        candidate.content());
  }
}
