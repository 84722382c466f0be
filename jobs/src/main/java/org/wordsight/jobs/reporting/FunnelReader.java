package org.wordsight.jobs.reporting;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.Table;
import org.wordsight.report.ReportData.Funnel;

/** Counts the questions at each step from request to sample. */
final class FunnelReader {
  private FunnelReader() {}

  /** The funnel; absent until the teacher's answers are published. */
  static Optional<Funnel> read(Run run) {
    if (!run.has(RequestRow.TABLE)) {
      return Optional.empty();
    }
    long requests = run.read(RequestRow.TABLE).count();
    Map<String, Long> generated = counts(run, RejectedRow.TABLE, "generate", col("reason"));
    Map<String, Long> curated = counts(run, RejectedRow.TABLE, "curate", col("reason"));
    Map<String, Long> splits = counts(run, SampleRow.TABLE, col("split"));
    return Optional.of(
        new Funnel(
            requests,
            requests * run.config().synthesis().questionsPerCall(),
            run.has(CandidateRow.TABLE) ? run.read(CandidateRow.TABLE).count() : 0,
            generated,
            counts(run, DuplicateRow.TABLE, method()),
            run.has(ContaminationRow.TABLE)
                ? run.read(ContaminationRow.TABLE)
                    .where(col("policy").equalTo("drop"))
                    .select("candidate_id")
                    .distinct()
                    .count()
                : 0,
            curated.getOrDefault("surplus", 0L),
            counts(run, CurationRow.TABLE, col("verdict")).getOrDefault("kept", 0L),
            splits.getOrDefault("train", 0L),
            splits.getOrDefault("validation", 0L)));
  }

  /** Copies of seed questions are counted apart from copies of other questions. */
  private static Column method() {
    return when(
            col("kept_id").startsWith("seed:"), concat(col("method"), lit(", of a seed question")))
        .otherwise(col("method"));
  }

  private static Map<String, Long> counts(Run run, Table<?> table, String stage, Column by) {
    return run.has(table)
        ? counts(run.read(table).where(col("stage").equalTo(stage)), by)
        : Map.of();
  }

  private static Map<String, Long> counts(Run run, Table<?> table, Column by) {
    return run.has(table) ? counts(run.read(table), by) : Map.of();
  }

  private static Map<String, Long> counts(Dataset<Row> rows, Column by) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : rows.groupBy(by.as("by")).count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    return counts;
  }
}
