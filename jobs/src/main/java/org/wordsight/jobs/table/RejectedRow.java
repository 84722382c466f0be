package org.wordsight.jobs.table;

/** Something that a stage refused. */
public record RejectedRow(String stage, String sourceId, String reason, String detail, String raw) {
  public static final Table<RejectedRow> TABLE = Table.of("rejected", 1, RejectedRow.class);
}
