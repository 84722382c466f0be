package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Precision;
import org.wordsight.tensor.Device;

/**
 * The settings of a measurement.
 *
 * @param model folder of the checkpoint, for benchmarks that need one
 * @param data the input of benchmarks that need one
 * @param python the Python of the peers; absent where only our side is measured
 * @param threads of one computation, on either side
 * @param gigabytes (10^9 bytes) of weights, for benchmarks that make a checkpoint
 * @param device of our side
 * @param precision of our side's weights; absent where the benchmark chooses
 * @param steps of benchmarks that train
 * @param gang what {@code gang-model} predicts from
 * @param command the command line, for the record
 */
public record BenchOptions(
    Optional<Path> model,
    Optional<Path> data,
    Optional<String> python,
    int threads,
    double gigabytes,
    Device device,
    Optional<Precision> precision,
    BenchSteps steps,
    BenchRuns runs,
    GangPieces gang,
    String command) {
  /** The environment variable that names the Python of the peers. */
  public static final String PYTHON_VARIABLE = "WORDSIGHT_PYTHON";

  /** The default size of a checkpoint that a benchmark makes. */
  public static final double DEFAULT_GIGABYTES = 4.2;

  public BenchOptions {
    BenchRule.require(
        "--gigabytes",
        gigabytes,
        gigabytes > 0 && gigabytes <= 1000,
        "more than 0 and at most 1000");
    if (threads < 1) {
      throw WordsightException.usage(
          "Cannot run a benchmark: --threads is %d, expected at least 1. Without it OMP_NUM_THREADS counts."
              .formatted(threads));
    }
  }

  /** The settings of all benchmarks except {@code gang-model}. */
  public BenchOptions(
      Optional<Path> model,
      Optional<Path> data,
      Optional<String> python,
      int threads,
      double gigabytes,
      Device device,
      Optional<Precision> precision,
      BenchSteps steps,
      BenchRuns runs,
      String command) {
    this(
        model,
        data,
        python,
        threads,
        gigabytes,
        device,
        precision,
        steps,
        runs,
        GangPieces.DEFAULT,
        command);
  }

  /** The same settings with the pieces of {@code gang-model}. */
  public BenchOptions with(GangPieces pieces) {
    return new BenchOptions(
        model, data, python, threads, gigabytes, device, precision, steps, runs, pieces, command);
  }

  /**
   * The number of threads in OpenMP's variable, else all cores.
   *
   * @param variable may be null; in a list, the first number counts
   */
  public static int threadsOf(String variable) {
    String first = variable == null ? "" : variable.split(",", 2)[0].strip();
    return first.matches("[1-9]\\d{0,4}")
        ? Integer.parseInt(first)
        : Runtime.getRuntime().availableProcessors();
  }

  /** The settings with the Python that the environment names. */
  public static BenchOptions of(
      Optional<Path> model,
      Optional<Path> data,
      int threads,
      double gigabytes,
      Device device,
      Optional<Precision> precision,
      BenchSteps steps,
      BenchRuns runs,
      String command) {
    return new BenchOptions(
        model,
        data,
        Optional.ofNullable(System.getenv(PYTHON_VARIABLE)).filter(text -> !text.isBlank()),
        threads,
        gigabytes,
        device,
        precision,
        steps,
        runs,
        command);
  }
}
