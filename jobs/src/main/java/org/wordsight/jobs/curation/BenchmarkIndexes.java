package org.wordsight.jobs.curation;

import java.util.List;
import org.wordsight.config.DecontaminationConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.contamination.ContaminationIndex;

/** Indexes of the benchmarks that the run file names. Samples must not repeat them. */
final class BenchmarkIndexes {
  private BenchmarkIndexes() {}

  static List<ContaminationIndex> indices(RunConfig config) {
    DecontaminationConfig wanted = config.curation().decontamination();
    return wanted.benchmarks().stream()
        .map(
            benchmark ->
                new ContaminationIndex(
                    benchmark.name(), BenchmarkTexts.of(benchmark, config), wanted.rules()))
        .toList();
  }
}
