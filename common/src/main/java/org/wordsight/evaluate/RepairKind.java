package org.wordsight.evaluate;

/** What had to be mended in an annotation row before it could be scored fairly. */
public enum RepairKind {
  NONE("none"),
  /** The answer is null; the last line of {@code action_answer} still names the letter. */
  ANSWER_RECOVERED("answer-recovered"),
  /**
   * The answer's option is missing from {@code action_list} and is found in {@code action_answer}
   * alone. The prompt keeps the annotation's own lines, so the item can only be guessed.
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
