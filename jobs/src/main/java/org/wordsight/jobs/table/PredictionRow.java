package org.wordsight.jobs.table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.wordsight.evaluate.Prediction;

/**
 * The answer of a model to a benchmark item. {@code adapterId} is absent for the base. {@code
 * prompt} is the text after the chat template, with one placeholder for each image.
 *
 * <p>{@code imageSha256} is the hash of the image's file. {@code pixelsSha256} is the hash of its
 * decoded pixels: 8-bit red, green and blue, row by row. Both are absent where no image was shown.
 *
 * <p>An item that could not be shown to the model has a row too. The letter is INVALID, {@code
 * parseRule} is the reason, and there are no log-probabilities. Such an item counts as wrong.
 * {@code seconds} is the item's share of its batch's time.
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
    String category,
    String repairKind,
    String optionsSha256,
    Optional<String> imageSha256,
    OptionalInt imageWidth,
    OptionalInt imageHeight,
    Optional<String> pixelsSha256,
    String extractorVersion,
    int promptTokens,
    int answerTokens,
    double seconds) {
  public static final Table<PredictionRow> TABLE = Table.of("predictions", 1, PredictionRow.class);

  /** The part of the row that scoring uses. */
  public Prediction prediction() {
    return new Prediction(itemId, category, letter, letterLogProbabilities, gold, goldRepaired);
  }
}
