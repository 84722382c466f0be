package org.wordsight.jobs.table;

/** A hit against a benchmark item, with its evidence. */
public record ContaminationRow(
    String candidateId,
    String benchmark,
    String itemId,
    String field,
    String rule,
    double score,
    String span) {
  public static final Table<ContaminationRow> TABLE =
      Table.of("contamination", 1, ContaminationRow.class);
}
