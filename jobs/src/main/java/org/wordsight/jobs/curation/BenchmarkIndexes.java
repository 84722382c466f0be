package org.wordsight.jobs.curation;

import java.util.List;
import java.util.Locale;
import org.wordsight.config.CurationConfig.Benchmark;
import org.wordsight.config.RunConfig;
import org.wordsight.dedup.ContaminationIndex;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.jobs.runtime.Inputs;

/** Indexes of the benchmarks that the run file names. Samples must not repeat them. */
final class BenchmarkIndexes {
  private BenchmarkIndexes() {}

  static List<ContaminationIndex> indices(RunConfig config) {
    return config.curation().decontaminate().stream()
        .map(benchmark -> index(benchmark, config))
        .toList();
  }

  private static ContaminationIndex index(Benchmark benchmark, RunConfig config) {
    String name = benchmark.name().toLowerCase(Locale.ROOT);
    return switch (benchmark) {
      case VIVA -> new ContaminationIndex(name, vivaSituations(config));
    };
  }

  private static List<ContaminationIndex.Item> vivaSituations(RunConfig config) {
    return VivaAnnotation.read(Inputs.path(config.evaluation().viva().annotation()))
        .items()
        .stream()
        .filter(item -> item.situation().isPresent())
        .map(item -> new ContaminationIndex.Item(item.id(), item.situation().get()))
        .toList();
  }
}
