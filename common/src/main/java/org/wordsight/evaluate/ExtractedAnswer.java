package org.wordsight.evaluate;

/**
 * The letter that a model's text gives.
 *
 * @param letter "A" to "E", or {@link #INVALID}
 * @param rule the extractor's rule that decided
 */
public record ExtractedAnswer(String letter, String rule) {
  public static final String INVALID = "INVALID";

  /**
   * No letter: the extractor found none by this rule, or the model was not asked for this reason.
   */
  public static ExtractedAnswer invalid(String rule) {
    return new ExtractedAnswer(INVALID, rule);
  }

  public boolean valid() {
    return !letter.equals(INVALID);
  }
}
