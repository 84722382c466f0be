package org.wordsight.jobs.table;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run. {@code status} is running, unfinished, failed or done. {@code config} is the resolved run
 * file. {@code published} names the tables that readers may see.
 */
public record RunRow(
    String name,
    String status,
    Instant startedAt,
    Optional<Instant> finishedAt,
    String config,
    String configHash,
    String codeVersion,
    List<String> published,
    List<FinishedStage> stages) {
  public static final Table<RunRow> TABLE = Table.of("runs", 1, RunRow.class);

  /** A finished stage, and the time of all its attempts. */
  public record FinishedStage(String stage, Instant finishedAt, double seconds) {}
}
