package org.wordsight.jobs.curation;

import java.util.List;
import org.wordsight.config.DecontaminationConfig;
import org.wordsight.config.DecontaminationConfig.Benchmark;
import org.wordsight.config.RunConfig;
import org.wordsight.contamination.BenchmarkFile;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.jobs.runtime.Inputs;

/** Indexes of the benchmarks that the run file names. Samples must not repeat them. */
final class BenchmarkIndexes {
  private BenchmarkIndexes() {}

  static List<ContaminationIndex> indices(RunConfig config) {
    DecontaminationConfig wanted = config.curation().decontamination();
    return wanted.benchmarks().stream()
        .map(
            benchmark ->
                new ContaminationIndex(benchmark.name(), texts(benchmark, config), wanted.rules()))
        .toList();
  }

  private static List<BenchmarkText> texts(Benchmark benchmark, RunConfig config) {
    return benchmark instanceof DecontaminationConfig.File file
        ? BenchmarkFile.read(file.name(), Inputs.path(file.path()))
        : VivaTexts.of(VivaAnnotation.read(Inputs.path(config.evaluation().viva().annotation())));
  }
}
