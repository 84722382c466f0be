package org.wordsight.jobs.curation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.config.DecontaminationConfig;
import org.wordsight.config.DecontaminationConfig.Benchmark;
import org.wordsight.config.RunConfig;
import org.wordsight.contamination.BenchmarkFile;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.runtime.Inputs;

/** The texts of benchmarks that questions must not repeat. */
public final class BenchmarkTexts {
  private BenchmarkTexts() {}

  /**
   * Reads a benchmark that the run file names.
   *
   * @throws WordsightException exit code 3 where it cannot be read
   */
  public static List<BenchmarkText> of(Benchmark benchmark, RunConfig config) {
    return benchmark instanceof DecontaminationConfig.File file
        ? BenchmarkFile.read(file.name(), Inputs.path(file.path()))
        : of(VivaAnnotation.read(Inputs.path(config.evaluation().viva().annotation())));
  }

  /** Situations and options; all items of VIVA have the same question. */
  public static List<BenchmarkText> of(VivaAnnotation annotation) {
    List<BenchmarkText> texts = new ArrayList<>();
    for (VivaItem item : annotation.items()) {
      Map<String, String> fields = new LinkedHashMap<>();
      item.situation().ifPresent(situation -> fields.put("situation", situation));
      texts.add(new BenchmarkText(item.id(), fields, List.copyOf(item.optionTexts().values())));
    }
    return texts;
  }
}
