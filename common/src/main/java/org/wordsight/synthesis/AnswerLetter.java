package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.data.Question;

/**
 * The letter that an item's answer means: "B", "b.", "(B)", "Option B", "B. its text", or the text
 * of one of the options (case, outer space and a last full stop aside).
 */
final class AnswerLetter {
  private static final Pattern LETTER =
      Pattern.compile(
          "(?:(?:correct\\s+)?(?:option|answer|choice)\\s*(?:is)?\\s*:?\\s*)?\\(?([A-Za-z])[.):]*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LETTER_AND_TEXT =
      Pattern.compile("\\(?([A-Za-z])(?:[.):]+\\s+|\\s+[-\u2013]\\s+)(.+)", Pattern.DOTALL);

  private AnswerLetter() {}

  static String read(JsonNode answer, List<String> options) throws Refusal {
    JsonNode only = answer.isArray() && answer.size() == 1 ? answer.get(0) : answer;
    String text = ItemFields.textOf(only, "answer");
    int byText = indexOf(text, options);
    if (byText >= 0) {
      return Question.letter(byText);
    }
    Matcher letter = LETTER.matcher(text);
    if (letter.matches()) {
      return letter.group(1).toUpperCase(Locale.ROOT);
    }
    Matcher both = LETTER_AND_TEXT.matcher(text);
    if (both.matches()) {
      return agreed(both.group(1).toUpperCase(Locale.ROOT), both.group(2), options);
    }
    throw new Refusal(
        RejectionReason.ANSWER_NOT_AN_OPTION,
        "answer is \"%s\", expected a letter or the text of an option".formatted(text));
  }

  private static String agreed(String letter, String text, List<String> options) throws Refusal {
    int byText = indexOf(text, options);
    if (byText < 0 || !Question.letter(byText).equals(letter)) {
      throw new Refusal(
          RejectionReason.ANSWER_CONTRADICTS_ITSELF,
          "answer is \"%s. %s\", but option %s is %s"
              .formatted(
                  letter,
                  text,
                  letter,
                  letter.charAt(0) - 'A' < options.size()
                      ? "\"" + options.get(letter.charAt(0) - 'A') + "\""
                      : "not there"));
    }
    return letter;
  }

  private static int indexOf(String text, List<String> options) {
    for (int i = 0; i < options.size(); i++) {
      if (plain(options.get(i)).equals(plain(text))) {
        return i;
      }
    }
    return -1;
  }

  private static String plain(String text) {
    return text.strip().replaceAll("[.\\s]+$", "").toLowerCase(Locale.ROOT);
  }
}
