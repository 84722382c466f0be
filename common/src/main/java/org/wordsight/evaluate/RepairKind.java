package org.wordsight.evaluate;

/** The repair of an annotation row that could not be scored fairly in its own form. */
public enum RepairKind {
  NONE("none"),
  /** The answer is null. The last line of {@code action_answer} names the letter. */
  ANSWER_RECOVERED("answer-recovered"),
  /**
   * The answer's option is missing from {@code action_list}, and only {@code action_answer} has it.
   * The prompt keeps the annotation's own lines, so the model can only guess.
   */
  GOLD_OPTION_LOST("gold-option-lost");

  private final String label;

  RepairKind(String label) {
    this.label = label;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }
}
