package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.error.WordsightException;

/**
 * How to measure.
 *
 * @param model folder of the checkpoint, for benchmarks that need one
 * @param data what a benchmark reads, for those that need it
 * @param python interpreter of the peers; absent: our side alone
 * @param threads of one computation, on either side
 * @param gigabytes (10^9 bytes) of weights, for benchmarks that make a checkpoint
 * @param repetitions measured after the warm-up; the median counts
 * @param command what the user typed, for the record
 */
public record BenchOptions(
    Optional<Path> model,
    Optional<Path> data,
    Optional<String> python,
    int threads,
    double gigabytes,
    int repetitions,
    String command) {
  /** The environment variable that names the interpreter of the peers. */
  public static final String PYTHON_VARIABLE = "WORDSIGHT_PYTHON";

  /** Weights of a checkpoint that a benchmark makes where nobody says how many. */
  public static final double DEFAULT_GIGABYTES = 4.2;

  public BenchOptions {
    if (!(gigabytes > 0 && gigabytes <= 1000)) {
      throw WordsightException.usage(
          "Cannot run a benchmark: --gigabytes is %s, expected more than 0 and at most 1000."
              .formatted(gigabytes));
    }
    if (threads < 1) {
      throw WordsightException.usage(
          "Cannot run a benchmark: --threads is %d, expected at least 1. Without it OMP_NUM_THREADS counts."
              .formatted(threads));
    }
    if (repetitions < 1) {
      throw new IllegalArgumentException("repetitions is " + repetitions + ", expected 1 or more");
    }
  }

  /**
   * The threads that OpenMP's variable names, else all cores.
   *
   * @param variable may be null, and a list of which the first number counts here
   */
  public static int threadsOf(String variable) {
    String first = variable == null ? "" : variable.split(",", 2)[0].strip();
    return first.matches("[1-9]\\d{0,4}")
        ? Integer.parseInt(first)
        : Runtime.getRuntime().availableProcessors();
  }

  /** The median of three, the interpreter that the environment names. */
  public static BenchOptions of(
      Optional<Path> model, Optional<Path> data, int threads, double gigabytes, String command) {
    return new BenchOptions(
        model,
        data,
        Optional.ofNullable(System.getenv(PYTHON_VARIABLE)).filter(text -> !text.isBlank()),
        threads,
        gigabytes,
        3,
        command);
  }
}
