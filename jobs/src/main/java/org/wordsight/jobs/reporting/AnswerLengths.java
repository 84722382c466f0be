package org.wordsight.jobs.reporting;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.model.StopTokens;

/**
 * Writes notes about answers of the greatest allowed length. The limit ended such answers, not the
 * model.
 */
final class AnswerLengths {
  /** A smaller share of such answers is not worth a note. */
  private static final double NOTABLE = 0.05;

  private AnswerLengths() {}

  /** A line for each model and arm with many such answers, and a line with the likely cause. */
  static List<String> notes(List<PredictionRow> predictions, RunConfig config) {
    int limit = config.evaluation().maximumAnswerTokens();
    Map<String, List<PredictionRow>> byModel =
        predictions.stream()
            .filter(row -> row.answerTokens() > 0)
            .collect(Collectors.groupingBy(AnswerLengths::name, TreeMap::new, Collectors.toList()));
    List<String> notes = new ArrayList<>();
    List<String> models = new ArrayList<>();
    byModel.forEach(
        (name, rows) -> {
          long cut = rows.stream().filter(row -> row.answerTokens() >= limit).count();
          // A limit of one token cuts off every answer, and is set on purpose.
          if (limit > 1 && cut >= NOTABLE * rows.size()) {
            notes.add(
                String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d answers (%.1f %%) ended at evaluation.maximumAnswerTokens, %d, and"
                        + " not where the model ended its turn.",
                    name,
                    cut,
                    rows.size(),
                    100.0 * cut / rows.size(),
                    limit));
            models.add(rows.get(0).model());
          }
        });
    models.stream().distinct().forEach(model -> notes.add(cause(model, config.models())));
    return notes;
  }

  private static String name(PredictionRow row) {
    return "%s, %s, arm %s"
        .formatted(
            row.model(), row.adapterId().map(id -> "adapter " + id).orElse("base"), row.arm());
  }

  private static String cause(String model, ModelsConfig models) {
    return Stream.of(Optional.of(models.student()), models.llm(), models.captioner())
        .flatMap(Optional::stream)
        .filter(config -> config.name().equals(model))
        .findFirst()
        .flatMap(AnswerLengths::problem)
        .map(problem -> "The likely cause: " + problem)
        .orElse(
            "The likely cause: %s writes longer answers than the limit. Raise evaluation.maximumAnswerTokens."
                .formatted(model));
  }

  /**
   * A likely cause in the checkpoint. If the checkpoint was moved after it answered, the cause is
   * unknown.
   */
  private static Optional<String> problem(ModelConfig model) {
    try {
      return StopTokens.problem(model.name(), Inputs.folder(model));
    } catch (WordsightException e) {
      return Optional.empty();
    }
  }
}
