package org.wordsight.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * A model's answer to a benchmark item, with all that scoring needs.
 *
 * @param itemId the benchmark item
 * @param category the item's category
 * @param letter the extracted letter, or INVALID
 * @param logProbabilities of the five letters A to E; empty if the model was not asked
 * @param gold the annotation's answer; absent if it is null
 * @param goldRepaired the annotation's answer after repair
 */
public record Prediction(
    String itemId,
    String category,
    String letter,
    List<Double> logProbabilities,
    Optional<String> gold,
    String goldRepaired) {
  public Prediction {
    logProbabilities = List.copyOf(logProbabilities);
    if (!logProbabilities.isEmpty() && logProbabilities.size() != VivaItem.LETTERS.size()) {
      throw new IllegalArgumentException(logProbabilities.size() + " letter log-probabilities");
    }
  }

  /** Whether the text named no letter, or there was none. */
  public boolean unread() {
    return letter.equals(ExtractedAnswer.INVALID);
  }

  /**
   * The letter with the largest log-probability; of equal ones, the earlier letter. Absent without
   * log-probabilities.
   */
  public Optional<String> likeliestLetter() {
    int best = -1;
    for (int i = 0; i < logProbabilities.size(); i++) {
      if (best < 0 || logProbabilities.get(i) > logProbabilities.get(best)) {
        best = i;
      }
    }
    return best < 0 ? Optional.empty() : Optional.of(VivaItem.LETTERS.get(best));
  }
}
