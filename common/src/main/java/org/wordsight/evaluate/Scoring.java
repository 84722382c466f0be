package org.wordsight.evaluate;

/** What counts as right. Every scoring keeps all predictions in its denominator. */
public enum Scoring {
  /** The written letter against the file's answer; a null answer is never matched. */
  OFFICIAL("official"),
  /** The written letter against the repaired answer. */
  REPAIRED("repaired"),
  /**
   * The likeliest of the five letters, as the first token of the answer, against the repaired
   * answer; of equally likely letters the earlier. It needs no parsing. An item without
   * log-probabilities (its image is missing) is wrong.
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

  boolean right(Prediction prediction) {
    return switch (this) {
      case OFFICIAL -> prediction.gold().filter(prediction.letter()::equals).isPresent();
      case REPAIRED -> prediction.goldRepaired().equals(prediction.letter());
      case LOGLIKELIHOOD ->
          prediction.likeliestLetter().filter(prediction.goldRepaired()::equals).isPresent();
    };
  }
}
