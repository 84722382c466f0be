package org.wordsight.jobs.table;

/**
 * One answer of the teacher. The table is the published form of the request log, with one row a
 * request.
 *
 * @param outcome how the answer ended; without an answer, the kind of the last failure
 * @param costDollars the micro-dollars as dollars
 * @param costMicrodollars the cost to this run; 0 where another run paid
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
    long costMicrodollars,
    String paidByRun,
    long latencyMs) {
  public static final Table<RequestRow> TABLE = Table.of("requests", 2, RequestRow.class);
}
