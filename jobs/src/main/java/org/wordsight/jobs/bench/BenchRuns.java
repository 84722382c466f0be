package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.Optional;

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
    BenchRule.require("--repetitions", repetitions, repetitions >= 1, "at least 1");
  }
}
