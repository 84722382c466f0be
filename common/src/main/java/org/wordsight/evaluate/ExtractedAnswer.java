package org.wordsight.evaluate;

/**
 * What a model's text says.
 *
 * @param letter "A" to "E", or {@link #INVALID}
 * @param rule the extractor's rule that decided
 */
public record ExtractedAnswer(String letter, String rule) {
  public static final String INVALID = "INVALID";

  /** No letter: a rule of the extractor found none, or the model was not asked for this reason. */
  public static ExtractedAnswer invalid(String rule) {
    return new ExtractedAnswer(INVALID, rule);
  }

  public boolean valid() {
    return !letter.equals(INVALID);
  }
}
