package org.wordsight.jobs.table;

/**
 * A candidate that was dropped as a duplicate. {@code keptId} is a candidate among the samples, or
 * {@code seed:<n>}. {@code method} is exact, near, semantic or history.
 */
public record DuplicateRow(String candidateId, String keptId, String method, double score) {
  public static final Table<DuplicateRow> TABLE = Table.of("duplicates", 1, DuplicateRow.class);
}
