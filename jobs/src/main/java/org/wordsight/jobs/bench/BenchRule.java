package org.wordsight.jobs.bench;

import org.wordsight.config.Range;
import org.wordsight.error.WordsightException;

/** The rules for the options of benchmarks. */
final class BenchRule {
  private BenchRule() {}

  /**
   * @throws WordsightException exit code 2 where an option's value is not in its range
   */
  static void require(String option, Number value, Range range) {
    require(option, value, range.holds().test(value.doubleValue()), range.words());
  }

  static void require(String option, Number value, boolean holds, String rule) {
    if (!holds || !Double.isFinite(value.doubleValue())) {
      throw WordsightException.usage(
          "Cannot run a benchmark: %s is %s, expected %s. Change it."
              .formatted(option, value, rule));
    }
  }
}
