package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Predicts the time of a step that several workers share. Shards are whole, so the slowest worker
 * has {@code ceil(V / N)} of V. Every worker sends and receives {@code (N - 1) / N} of the vector
 * twice, in float32. First, partial sums go to the owners of slices. Then sums come back. The
 * partial sums are sent during the last shard's backward pass, except those of the layer that is
 * computed last.
 *
 * @param shards logical shards of a step
 * @param computeSeconds of one worker for all shards, without {@code fixedSeconds}
 * @param fixedSeconds of every worker: norm, update, record
 * @param vectorBytes of the adapter in float32
 * @param layers of the model
 */
record GangModel(
    int shards, double computeSeconds, double fixedSeconds, double vectorBytes, int layers) {
  /** The share of a shard's time that its backward pass takes, where layers are kept. */
  private static final double BACKWARD = 2.0 / 3;

  /** Twice as many workers pay if the step is at least this many times as fast. */
  private static final double LEAST_GAIN = 1.5;

  /**
   * The connection between the workers.
   *
   * @param bytesPerSecond each way and worker
   * @param latencySeconds of a message
   * @param slowdown of computing, where workers share cores; 1 where each has its own
   */
  record Link(double bytesPerSecond, double latencySeconds, double slowdown) {}

  /**
   * @param exchangeSeconds the part of the exchange during which nothing is computed
   */
  record Step(int workers, double computeSeconds, double exchangeSeconds, double seconds) {}

  Step step(int workers, Link link) {
    int most = (shards + workers - 1) / workers;
    double shard = computeSeconds / shards * link.slowdown();
    double compute = most * shard + fixedSeconds * link.slowdown();
    double exposed = 0;
    if (workers > 1) {
      double half =
          vectorBytes * (workers - 1) / workers / link.bytesPerSecond() + link.latencySeconds();
      double last = half / layers;
      exposed = Math.max(last, half - BACKWARD * shard) + half;
    }

    return new Step(workers, compute, exposed, compute + exposed);
  }

  /**
   * The slowdown of workers that share a machine.
   *
   * @param shardSeconds of a step in which each worker computes one shard, at the same time
   */
  double slowdown(double shardSeconds) {
    return shardSeconds / (computeSeconds / shards + fixedSeconds);
  }

  /** The steps of 1, 2, 4, ... workers, at most one for each shard. */
  List<Step> steps(int mostWorkers, Link link) {
    List<Step> steps = new ArrayList<>();
    for (int workers = 1; workers <= Math.min(mostWorkers, shards); workers *= 2) {
      steps.add(step(workers, link));
    }

    return steps;
  }

  /** The largest number of workers up to which every doubling pays. */
  static int paying(List<Step> steps) {
    int paying = steps.get(0).workers();
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i - 1).seconds() < LEAST_GAIN * steps.get(i).seconds()) {
        break;
      }

      paying = steps.get(i).workers();
    }

    return paying;
  }
}
