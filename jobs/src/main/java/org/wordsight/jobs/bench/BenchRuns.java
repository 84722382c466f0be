package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.error.WordsightException;

/**
 * How often a benchmark does its work.
 *
 * @param repetitions measured runs after the warm-up; the median counts
 * @param profile the folder for profiles of one more run; absent where none is wanted
 */
public record BenchRuns(int repetitions, Optional<Path> profile) {
  /** Three measured runs without a profile. */
  public static final BenchRuns DEFAULT = new BenchRuns(3, Optional.empty());

  public BenchRuns {
    if (repetitions < 1) {
      throw WordsightException.usage(
          "Cannot run a benchmark: --repetitions is %d, expected at least 1. Change it."
              .formatted(repetitions));
    }
  }
}
