package org.wordsight.synthesis;

import java.util.Locale;
import org.wordsight.data.Question;

/** The reason why a teacher's text was refused. The table has its {@link #text}. */
public enum RejectionReason {
  /** The answer contains no JSON object. */
  NO_ITEMS,
  /** The answer ends inside the item. */
  CUT_OFF,
  /** The item is not JSON, beyond what {@link ObjectReader} allows. */
  BROKEN_JSON,
  /** A text has quotes without a backslash, and where the text ends is unclear. */
  UNCLEAR_QUOTES,
  /** A JSON object without the fields of a question. */
  NOT_A_QUESTION,
  MISSING_FIELD,
  WRONG_TYPE,
  /** A text is much longer than the texts of questions. */
  TOO_LONG,
  /** A text has a control character, or half of a pair that is one character. */
  UNREADABLE_CHARACTER,
  /** Two names of equal rank for one field, for instance two synonyms. */
  AMBIGUOUS_FIELD,
  EMPTY_FIELD,
  NUMBER_OF_OPTIONS,
  EMPTY_OPTION,
  REPEATED_OPTION,
  /** The options' letters are not A, B, C … in this order, or only some have one. */
  OPTION_LETTERS,
  ANSWER_NOT_AN_OPTION,
  /**
   * The answer fits two options. Its letter fits one and its text another, or it fits several at
   * once.
   */
  AMBIGUOUS_ANSWER,
  /** The answer is an index, and whether the first option is 0 or 1 is unclear. */
  AMBIGUOUS_INDEX,
  /** The answer's letter and its text name different options. */
  ANSWER_CONTRADICTS_ITSELF,
  /**
   * The rationale may name an option by its letter or place, and it is not clear which. Options get
   * new letters, so that the rationale could become wrong.
   */
  UNCLEAR_LETTER,
  /** The rule of this name: the rationale does not contain the text of the right option. */
  RATIONALE_NAMES_ANSWER,
  /** Fewer of the judge's answers agree with the key than {@code judge.keepAgreement} wants. */
  JUDGE_DISAGREES,
  /**
   * Curation kept the question, but it is beyond the number asked for; or it is a duplicate of such
   * a question.
   */
  SURPLUS;

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static RejectionReason of(Question.Rule rule) {
    return switch (rule) {
      case BLANK_SITUATION, BLANK_QUESTION -> EMPTY_FIELD;
      case NUMBER_OF_OPTIONS -> NUMBER_OF_OPTIONS;
      case BLANK_OPTION -> EMPTY_OPTION;
      case REPEATED_OPTION -> REPEATED_OPTION;
      case ANSWER_NOT_AN_OPTION -> ANSWER_NOT_AN_OPTION;
    };
  }
}
