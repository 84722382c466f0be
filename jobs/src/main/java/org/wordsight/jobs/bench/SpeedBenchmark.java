package org.wordsight.jobs.bench;

/** A measurement of speed that a user can run by name. */
interface SpeedBenchmark {
  /** The name on the command line. */
  String name();

  /** One line for the list of benchmarks. */
  String summary();

  /** Measures and reports. */
  void run(BenchSession session);
}
