package org.wordsight.jobs.curation;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.wordsight.data.Candidate;
import org.wordsight.jobs.table.CandidateRow;

/** Reads candidates from tables, with their place in the plan. */
public final class PublishedCandidates {
  private PublishedCandidates() {}

  /**
   * The candidates of these requests.
   *
   * @param candidates rows of the table of that name
   * @param requests rows of the table of that name
   */
  public static JavaRDD<Candidate> of(Dataset<Row> candidates, Dataset<Row> requests) {
    return candidates
        .join(requests.select("request_id", "ordinal"), "request_id")
        .javaRDD()
        .map(PublishedCandidates::candidate);
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
