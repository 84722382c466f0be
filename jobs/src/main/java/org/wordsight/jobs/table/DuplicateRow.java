package org.wordsight.jobs.table;

/**
 * A candidate dropped for another. {@code keptId} is a candidate among the samples or {@code
 * seed:<n>}; {@code method}: exact, near, semantic or history.
 */
public record DuplicateRow(String candidateId, String keptId, String method, double score) {
  public static final Table<DuplicateRow> TABLE = Table.of("duplicates", 1, DuplicateRow.class);
}
