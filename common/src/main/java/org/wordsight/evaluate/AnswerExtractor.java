package org.wordsight.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Reads the chosen letter out of a model's text, or says INVALID: no judge model, no guess. Rules
 * are tried in order. The first rule that applies decides, and its name is kept with the answer.
 *
 * <ol>
 *   <li>Text between reasoning tags is removed, and so is markup ({@link AnswerText}).
 *   <li>A text that is a letter alone has that letter.
 *   <li>A marked answer decides: JSON, answer tags, {@code \boxed} ({@link MarkedAnswer}).
 *   <li>A text that takes an answer back ({@link Retraction}) keeps a letter only if it repeats it.
 *   <li>A declaration decides ({@link Declarations}), at any place. Among declarations of several
 *       letters none is preferred: such a text is INVALID.
 *   <li>If nothing is declared, places decide ({@link PlaceRules}): a letter that begins the text,
 *       the only line with a letter, the last line, an option's own words. A letter that the text
 *       then judges ("A) is not appropriate", "A, while kind, …") is no answer.
 * </ol>
 *
 * <p>The benchmark's own script asks a paid judge if its two rules fail. It counts a refusal as
 * "D", and reads "A person is hurt" as "A". This class does none of that.
 */
public final class AnswerExtractor {
  /** Raised whenever some text gets another letter. Scores of two versions cannot be compared. */
  public static final String VERSION = "2";

  /** Used in place of a letter: the text names several letters and commits to none. */
  static final String SEVERAL = "several-letters";

  static final String DECLARED = "declared";

  /** A rule gives a letter, or the name of a reason for INVALID, or nothing. */
  private record Rule(
      String name, BiFunction<String, Map<String, String>, Optional<String>> reading) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("empty", (text, options) -> PlaceRules.empty(text)),
          new Rule("letter", (text, options) -> PlaceRules.letterAlone(text)),
          new Rule(DECLARED, MarkedAnswer::read),
          new Rule(Retraction.NAME, Retraction::read),
          new Rule(DECLARED, (text, options) -> oneOf(Declarations.letters(text))),
          new Rule("declared-text", OptionText::declared),
          new Rule("last-line", (text, options) -> PlaceRules.conclusion(text)),
          new Rule(SEVERAL, (text, options) -> PlaceRules.several(text)),
          new Rule("leading-letter", PlaceRules::leadingLetter),
          new Rule("option-word", PlaceRules::leadingOptionWord),
          new Rule("option-line", PlaceRules::optionLine),
          new Rule("letter-and-text", PlaceRules::letterAndText),
          new Rule("last-line", (text, options) -> PlaceRules.lastLine(text)),
          new Rule("option-text", OptionText::leading),
          new Rule("refusal", (text, options) -> PlaceRules.refusal(text)));

  private static final List<Rule> UNRETRACTED =
      RULES.stream().filter(rule -> !rule.name().equals(Retraction.NAME)).toList();

  private AnswerExtractor() {}

  /**
   * Reads one answer.
   *
   * @param answer the model's text
   * @param options each option's text without its letter, by letter
   */
  public static ExtractedAnswer extract(String answer, Map<String, String> options) {
    return read(AnswerText.of(answer), options);
  }

  /** Reads a text in one spelling, or a part of it. */
  static ExtractedAnswer read(String text, Map<String, String> options) {
    return firstOf(RULES, text, options);
  }

  /** Reads a part of a text that retracts something elsewhere. */
  static ExtractedAnswer readUnretracted(String text, Map<String, String> options) {
    return firstOf(UNRETRACTED, text, options);
  }

  private static ExtractedAnswer firstOf(
      List<Rule> rules, String text, Map<String, String> options) {
    for (Rule rule : rules) {
      Optional<String> reading = rule.reading().apply(text, options);
      if (reading.isPresent()) {
        String found = reading.get();
        return VivaItem.LETTERS.contains(found)
            ? new ExtractedAnswer(found, rule.name())
            : ExtractedAnswer.invalid(found);
      }
    }
    return ExtractedAnswer.invalid("none");
  }

  /** The letter to which a text commits; absent if the text commits to none or to several. */
  static Optional<String> oneOf(Set<String> letters) {
    if (letters.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(letters.size() == 1 ? letters.iterator().next() : SEVERAL);
  }
}
