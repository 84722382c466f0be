package org.wordsight.evaluate;

/**
 * The rule by which a prediction is right. Every scoring keeps all predictions in its denominator.
 */
public enum Scoring {
  /** The written letter against the file's answer. A null answer is never matched. */
  OFFICIAL("official"),
  /** The written letter against the repaired answer. */
  REPAIRED("repaired"),
  /**
   * The likeliest of the five letters against the repaired answer. The letter counts as the first
   * token of the answer, so no text is parsed. Of equally likely letters, the earlier one counts.
   * An item without log-probabilities is wrong, for instance if its image is missing.
   */
  LOGLIKELIHOOD("loglikelihood");

  private final String label;

  Scoring(String label) {
    this.label = label;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  /** Whether a prediction counts as right. */
  public boolean right(Prediction prediction) {
    return switch (this) {
      case OFFICIAL -> prediction.gold().filter(prediction.letter()::equals).isPresent();
      case REPAIRED -> prediction.goldRepaired().equals(prediction.letter());
      case LOGLIKELIHOOD ->
          prediction.likeliestLetter().filter(prediction.goldRepaired()::equals).isPresent();
    };
  }
}
