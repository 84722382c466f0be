package org.wordsight.jobs.bench;

/** Something whose speed is worth a name. */
interface SpeedBenchmark {
  /** What a user types. */
  String name();

  /** One line for the list of benchmarks. */
  String summary();

  /** Measures and reports. */
  void run(BenchSession session);
}
