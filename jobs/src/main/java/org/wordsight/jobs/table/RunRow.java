package org.wordsight.jobs.table;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run. {@code status}: running, unfinished, failed or done; {@code config}: the resolved run
 * file; {@code published}: the tables that readers may see.
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

  /** A stage that was finished, and how long it took over all its attempts. */
  public record FinishedStage(String stage, Instant finishedAt, double seconds) {}
}
