package org.wordsight.jobs.bench;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One piece of work that both sides do.
 *
 * @param name unique in the benchmark
 * @param metric what the figure counts, such as {@code megapixels/s}
 * @param unitsInMetric how many units of work are one of the metric
 * @param fixedThreads the number of threads, where the work always takes the same
 * @param settings everything that decides the amount of work
 */
record BenchCase(
    String name,
    String metric,
    double unitsInMetric,
    OptionalInt fixedThreads,
    Map<String, Object> settings) {

  BenchCase {
    settings = new TreeMap<>(settings);
  }

  static BenchCase of(String name, String metric, Map<String, Object> settings) {
    return new BenchCase(name, metric, 1, OptionalInt.empty(), settings);
  }

  int threads(int asked) {
    return fixedThreads.orElse(asked);
  }

  /** This case with facts that one side found during its run. */
  BenchCase with(Map<String, Object> facts) {
    Map<String, Object> all = new TreeMap<>(settings);
    all.putAll(facts);
    return new BenchCase(name, metric, unitsInMetric, fixedThreads, all);
  }
}
