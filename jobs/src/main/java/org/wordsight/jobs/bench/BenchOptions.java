package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to measure.
 *
 * @param model folder of the checkpoint, for benchmarks that need one
 * @param data what a benchmark reads, for those that need it
 * @param python interpreter of the peers; absent: our side alone
 * @param threads of one computation, on either side
 * @param repetitions measured after the warm-up; the median counts
 * @param command what the user typed, for the record
 */
public record BenchOptions(
    Optional<Path> model,
    Optional<Path> data,
    Optional<String> python,
    int threads,
    int repetitions,
    String command) {
  /** The environment variable that names the interpreter of the peers. */
  public static final String PYTHON_VARIABLE = "WORDSIGHT_PYTHON";

  public BenchOptions {
    if (threads < 1 || repetitions < 1) {
      throw new IllegalArgumentException(
          "threads is %d and repetitions is %d, expected 1 or more"
              .formatted(threads, repetitions));
    }
  }

  /** All cores, the median of three, the interpreter that the environment names. */
  public static BenchOptions of(Optional<Path> model, Optional<Path> data, String command) {
    return new BenchOptions(
        model,
        data,
        Optional.ofNullable(System.getenv(PYTHON_VARIABLE)).filter(text -> !text.isBlank()),
        Runtime.getRuntime().availableProcessors(),
        3,
        command);
  }
}
