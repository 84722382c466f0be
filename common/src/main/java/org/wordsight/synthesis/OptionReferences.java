package org.wordsight.synthesis;

import java.util.regex.Pattern;
import org.wordsight.data.Question;

/**
 * Finds questions whose options depend on their letters or their order: "both A and B", "all of the
 * above", "the first option". If there is doubt, the question counts as such a question.
 */
final class OptionReferences {
  private static final String OPTION = "(?:options?|choices?|answers?|alternatives?|responses?)";

  /** An option that refers to other options: "none of the above", "either of these". */
  private static final Pattern OTHERS =
      Pattern.compile(
          "(?i)\\b(?:all|none|neither|both|any|either|each|some|most|one|two|three|four)\\s+(?:of\\s+)?"
              + "(?:(?:the|these|those)\\s+)?(?:other\\s+)?"
              + "(?:above|below|following|preceding|previous|listed|"
              + OPTION
              + ")\\b"
              + "|\\b(?:all|none|any|both|either|neither)\\s+of\\s+(?:these|those|them)\\b"
              + "|\\b(?:the|all|"
              + OPTION
              + "|mentioned|listed|described|stated)\\s+above\\b"
              + "|\\babove\\s+"
              + OPTION
              + "\\b|\\b(?:previous|preceding|following|other)\\s+"
              + OPTION
              + "\\b");

  /** A list of letters in an option: "A and C", "A, B or D", "A/B". */
  private static final Pattern LETTERS =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}])[A-Z]\\s*(?:,|;|/|&|\\+|\\band\\b|\\bor\\b|\\bnor\\b|\\bplus\\b)\\s*"
              + "(?:(?:and|or)\\s+)?[A-Z](?![\\p{L}\\p{N}])");

  /** A reference to an option by its letter or place, in any text. */
  private static final Pattern ONE =
      Pattern.compile(
          "(?<!\\p{L})(?i:"
              + OPTION
              + ")\\s+[(\\[\"']?(?:[A-Z](?![\\p{L}\\p{N}])|\\d)|[(\\[][A-Z][)\\]]"
              + "|(?i:\\b(?:first|second|third|fourth|fifth|last|former|latter)\\s+(?:(?:two|three|four)\\s+)?"
              + OPTION
              + "\\b)");

  private OptionReferences() {}

  static boolean in(Question question) {
    return ONE.matcher(question.situation()).find()
        || ONE.matcher(question.question()).find()
        || question.options().stream().anyMatch(OptionReferences::inOption);
  }

  private static boolean inOption(String option) {
    return OTHERS.matcher(option).find()
        || LETTERS.matcher(option).find()
        || ONE.matcher(option).find();
  }
}
