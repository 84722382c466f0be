package org.wordsight.jobs.bench;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One piece of work that both sides do.
 *
 * @param name unique in the benchmark
 * @param metric what the figure counts, such as {@code megapixels/s}
 * @param unitsInMetric units of work in one of the metric
 * @param fixedThreads threads where the work always takes so many
 * @param settings what decides how much work it is
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

  /** The same case with facts that one side found out. */
  BenchCase with(Map<String, Object> facts) {
    Map<String, Object> all = new TreeMap<>(settings);
    all.putAll(facts);
    return new BenchCase(name, metric, unitsInMetric, fixedThreads, all);
  }
}
