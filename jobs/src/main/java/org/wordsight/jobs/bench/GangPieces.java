package org.wordsight.jobs.bench;

import java.util.List;

/**
 * The measured pieces from which {@link GangModel} predicts the steps of several workers.
 *
 * @param stepSeconds of one worker that computes all shards; 0 to measure it with a model
 * @param fixedSeconds of a step that every worker spends itself, however many there are
 * @param parameters of the adapter; 0 to take them from the model
 * @param exchangeGigabytes that a worker exchanges and sums in a second each way, as "exchange"
 *     measures it
 * @param networkGigabits line rates to predict for
 * @param latencyMicroseconds of a message
 */
public record GangPieces(
    double stepSeconds,
    double fixedSeconds,
    long parameters,
    double exchangeGigabytes,
    List<Double> networkGigabits,
    double latencyMicroseconds) {
  /** Pieces to be measured here, and common networks. */
  public static final GangPieces DEFAULT =
      new GangPieces(0, 0, 0, 1, List.of(10.0, 25.0, 100.0), 50);

  public GangPieces {
    networkGigabits = List.copyOf(networkGigabits);
    BenchRule.require("--step-seconds", stepSeconds, stepSeconds >= 0, "0 or more");
    BenchRule.require("--fixed-seconds", fixedSeconds, fixedSeconds >= 0, "0 or more");
    BenchRule.require(
        "--step-seconds",
        stepSeconds,
        stepSeconds == 0 || stepSeconds > fixedSeconds,
        "more than --fixed-seconds (" + fixedSeconds + ")");
    BenchRule.require("--parameters", parameters, parameters >= 0, "0 or more");
    BenchRule.require(
        "--exchange-gigabytes", exchangeGigabytes, exchangeGigabytes > 0, "more than 0");
    BenchRule.require(
        "--latency-microseconds", latencyMicroseconds, latencyMicroseconds >= 0, "0 or more");
    for (double gigabits : networkGigabits) {
      BenchRule.require("--network-gigabits", gigabits, gigabits > 0, "more than 0");
    }
  }

  boolean measuresNothing() {
    return stepSeconds > 0 && parameters > 0;
  }
}
