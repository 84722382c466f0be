package org.wordsight.jobs.table;

/**
 * One answer of the teacher. The table is the published form of the request log, with one row a
 * request.
 */
public record RequestRow(
    String requestId,
    int wave,
    int ordinal,
    String teacher,
    String model,
    String promptHash,
    String parameters,
    int attempt,
    String outcome,
    String rawAnswer,
    int promptTokens,
    int completionTokens,
    double costDollars,
    long latencyMs) {
  public static final Table<RequestRow> TABLE = Table.of("requests", 1, RequestRow.class);
}
