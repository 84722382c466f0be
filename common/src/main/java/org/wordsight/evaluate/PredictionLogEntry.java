package org.wordsight.evaluate;

import java.util.List;

/**
 * A model's answer about one item in the evaluation log: the input that the model was shown, and
 * its text. The entry has nothing that is derived, so that a later version can read letters anew.
 *
 * @param text the answer, or a caption
 * @param image the image that was shown, if any was
 * @param seconds the item's share of its group's time
 * @param missing the reason why the model was not asked; empty if it was
 * @param detail the fault of the item, if the model was not asked
 */
public record PredictionLogEntry(
    String itemId,
    String prompt,
    String text,
    List<Double> logProbabilities,
    ImageFacts image,
    int promptTokens,
    int answerTokens,
    double seconds,
    String missing,
    String detail) {
  /** The model cannot read this prompt: it is too long. */
  public static final String REFUSED = "refused-prompt";

  static PredictionLogEntry missing(String itemId, ItemImage image) {
    return new PredictionLogEntry(
        itemId, "", "", List.of(), image.facts(), 0, 0, 0, image.reason(), image.detail());
  }

  static PredictionLogEntry of(
      String itemId, ImageFacts image, ChatResponse response, double seconds) {
    return new PredictionLogEntry(
        itemId,
        response.prompt(),
        response.text(),
        response.logProbabilities(),
        image,
        response.promptTokens(),
        response.answerTokens(),
        seconds,
        response.problem().isEmpty() ? "" : REFUSED,
        response.problem());
  }

  /** Whether the model was asked. */
  public boolean asked() {
    return missing.isEmpty();
  }
}
