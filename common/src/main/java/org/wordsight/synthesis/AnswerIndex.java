package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.data.Question;

/**
 * An answer that is the number of an option: 2, "2.", "(2)", "Option 2", "2. its text". A number is
 * read only if its option can be proved, in one of three cases. The options are numbered. Or the
 * number is 0, so the first option is 0. Or it is the number of options, so the first option is 1.
 *
 * @param number as written
 * @param text after the number; empty if there is none
 */
record AnswerIndex(int number, String text) {
  private static final Pattern INDEX =
      Pattern.compile(
          "(?is)(?:(?:option|choice|answer|number|no\\.?)\\s*)?#?[(\\[]?(\\d{1,2})(?:[)\\]][.:]?|[.:](?=\\s|$)|$)\\s*(.*)");

  /** The index in an answer; absent if the answer is something else. */
  static Optional<AnswerIndex> of(JsonNode answer) {
    if (!answer.isNumber()) {
      return Optional.empty();
    }
    BigDecimal value = answer.decimalValue();
    boolean fits = value.abs().compareTo(BigDecimal.valueOf(1_000)) < 0 && value.signum() >= 0;
    return fits && value.stripTrailingZeros().scale() <= 0
        ? Optional.of(new AnswerIndex(value.intValue(), ""))
        : Optional.empty();
  }

  static Optional<AnswerIndex> of(String answer) {
    Matcher index = INDEX.matcher(LetteredText.stripped(answer));
    return index.matches()
        ? Optional.of(new AnswerIndex(Integer.parseInt(index.group(1)), index.group(2)))
        : Optional.empty();
  }

  /** The letter of the option. */
  String letter(Options options) throws Refusal {
    int count = options.texts().size();
    OptionalInt first = first(options);
    int most = count - 1 + first.orElse(1);
    if (number > most || number < first.orElse(0)) {
      throw new Refusal(
          RejectionReason.ANSWER_NOT_AN_OPTION,
          "answer is %d, expected the number of one of %d options".formatted(number, count));
    }
    if (first.isEmpty()) {
      throw new Refusal(
          RejectionReason.AMBIGUOUS_INDEX,
          "answer is %d, which is option %s if the first is 0, and option %s if it is 1"
              .formatted(number, Question.letter(number), Question.letter(number - 1)));
    }
    return Question.letter(number - first.getAsInt());
  }

  /** Whether the number can mean the option of a letter. */
  boolean canMean(String letter, Options options) {
    int place = letter.charAt(0) - 'A';
    OptionalInt first = first(options);
    return first.isPresent()
        ? number - first.getAsInt() == place
        : number == place || number - 1 == place;
  }

  private OptionalInt first(Options options) {
    if (options.firstNumber().isPresent()) {
      return options.firstNumber();
    }
    if (number == 0) {
      return OptionalInt.of(0);
    }
    return number == options.texts().size() ? OptionalInt.of(1) : OptionalInt.empty();
  }
}
