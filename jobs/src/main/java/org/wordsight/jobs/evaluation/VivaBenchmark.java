package org.wordsight.jobs.evaluation;

import java.util.List;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.BrokenRow;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.runtime.Inputs;

/**
 * The items of the benchmark that the run file asks for.
 *
 * @param items in the file's order, the first {@code evaluation.limit} of them
 * @param broken rows that cannot be scored
 */
public record VivaBenchmark(List<VivaItem> items, List<BrokenRow> broken) {
  /** The value of every {@code benchmark} column. */
  public static final String NAME = "viva";

  /**
   * Reads the annotation.
   *
   * @throws WordsightException exit code 3 if there is nothing to score, or no folder of images
   */
  public static VivaBenchmark read(EvaluationConfig config) {
    VivaAnnotation annotation = VivaAnnotation.read(Inputs.path(config.viva().annotation()));
    if (annotation.items().isEmpty()) {
      throw WordsightException.input(
          "Cannot evaluate: no row of %s can be scored; the first: %s. Correct the rows."
              .formatted(config.viva().annotation(), annotation.broken().get(0).detail()));
    }
    if (config.looks()) {
      config
          .viva()
          .images()
          .ifPresent(folder -> Inputs.requireFolder("evaluation.viva.images", folder));
    }
    int limit = config.limit().orElse(Integer.MAX_VALUE);
    return new VivaBenchmark(
        annotation.items().stream().limit(limit).toList(), annotation.broken());
  }
}
