package org.wordsight.jobs.table;

import java.util.List;
import java.util.Optional;

/**
 * The answer of a model to a benchmark item. {@code adapterId} is absent for the base; {@code
 * prompt} is the text after the chat template, image placeholders unexpanded.
 */
public record PredictionRow(
    String benchmark,
    String itemId,
    String model,
    Optional<String> adapterId,
    String arm,
    String prompt,
    String promptSha256,
    String rawAnswer,
    String letter,
    String parseRule,
    List<Double> letterLogProbabilities,
    Optional<String> gold,
    String goldRepaired,
    String category) {
  public static final Table<PredictionRow> TABLE = Table.of("predictions", 1, PredictionRow.class);
}
