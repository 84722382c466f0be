package org.wordsight.jobs;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.jobs.bench.GangPieces;
import picocli.CommandLine.Option;

/** The options of the benchmark {@code gang-model}. */
final class GangOptions {
  @Option(
      names = "--step-seconds",
      paramLabel = "S",
      description = "\"gang-model\": a step of one worker (default: measured with --model).")
  private double stepSeconds = GangPieces.DEFAULT.stepSeconds();

  @Option(
      names = "--fixed-seconds",
      paramLabel = "S",
      description = "\"gang-model\": the part of a step that every worker does itself.")
  private double fixedSeconds = GangPieces.DEFAULT.fixedSeconds();

  @Option(
      names = "--parameters",
      paramLabel = "N",
      description = "\"gang-model\": the adapter's parameters (default: of --model, rank 32).")
  private long parameters = GangPieces.DEFAULT.parameters();

  @Option(
      names = "--exchange-gigabytes",
      paramLabel = "N",
      description =
          "\"gang-model\": 10^9 bytes a second that a worker exchanges each way (default 1).")
  private double exchangeGigabytes = GangPieces.DEFAULT.exchangeGigabytes();

  @Option(
      names = "--network-gigabits",
      paramLabel = "N",
      split = ",",
      description = "\"gang-model\": line rates to predict for (default 10,25,100).")
  private List<Double> networkGigabits = new ArrayList<>();

  @Option(
      names = "--latency-microseconds",
      paramLabel = "N",
      description = "\"gang-model\": of a message (default 50).")
  private double latencyMicroseconds = GangPieces.DEFAULT.latencyMicroseconds();

  GangPieces pieces() {
    return new GangPieces(
        stepSeconds,
        fixedSeconds,
        parameters,
        exchangeGigabytes,
        networkGigabits.isEmpty() ? GangPieces.DEFAULT.networkGigabits() : networkGigabits,
        latencyMicroseconds);
  }

  /** The pieces as they stand in a command line, where they are not the default. */
  String text() {
    GangPieces given = pieces();
    GangPieces usual = GangPieces.DEFAULT;
    return new CommandText()
        .add("--step-seconds", given.stepSeconds(), usual.stepSeconds())
        .add("--fixed-seconds", given.fixedSeconds(), usual.fixedSeconds())
        .add("--parameters", given.parameters(), usual.parameters())
        .add("--exchange-gigabytes", given.exchangeGigabytes(), usual.exchangeGigabytes())
        .add("--network-gigabits", list(given.networkGigabits()), list(usual.networkGigabits()))
        .add("--latency-microseconds", given.latencyMicroseconds(), usual.latencyMicroseconds())
        .toString();
  }

  private static String list(List<Double> numbers) {
    return String.join(",", numbers.stream().map(String::valueOf).toList());
  }
}
