package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.wordsight.data.Question;

/**
 * The letter that an item's answer means: "B", "b.", "(B)", "Option B", "B. its text", or the text
 * of one option. Case, outer space, full-width forms and a last full stop make no difference.
 *
 * <p>An answer that fits two options is refused: "A" where option B reads "A", or a text that two
 * options share.
 */
final class AnswerLetter {
  private static final Pattern INTRODUCTION =
      Pattern.compile(
          "(?i)^(?:the\\s+)?(?:(?:correct|right|best)\\s+(?:option|answer|choice)(?:\\s+(?:is|would\\s+be)\\b)?"
              + "\\s*:?|(?:option|answer|choice)\\s*(?:(?:is|would\\s+be)\\b\\s*:?|:))\\s*(?=\\S)");
  private static final Pattern SEVERAL =
      Pattern.compile(
          "(?i)\\W*(?:options?\\s+|both\\s+)?[A-Z][)\\].]*\\s*"
              + "(?:[,;/&+、，]\\s*(?:(?:and|or)\\s+)?|(?:and|or)\\s+)"
              + "\\W*(?:option\\s+)?[A-Z]\\b(?:\\W*(?:(?:and|or)\\s+)?[A-Z]\\b)*\\W*");

  private AnswerLetter() {}

  static String read(JsonNode answer, List<String> options) throws Refusal {
    JsonNode only = answer.isArray() && answer.size() == 1 ? answer.get(0) : answer;
    String whole = ItemFields.textOf(only, "answer");
    String text = INTRODUCTION.matcher(whole).replaceFirst("");
    TreeSet<String> byText = byText(whole, options);
    byText.addAll(byText(text, options));
    Optional<String> alone = LetteredText.alone(text);
    TreeSet<String> fits = new TreeSet<>(byText);
    alone.filter(letter -> isOption(letter, options)).ifPresent(fits::add);
    if (fits.size() > 1) {
      throw ambiguous(whole, fits);
    }
    if (!fits.isEmpty()) {
      return fits.first();
    }
    if (alone.isPresent()) {
      // The letter is beyond the options, which the question's own rules report.
      return alone.get();
    }
    if (SEVERAL.matcher(text).matches()) {
      throw new Refusal(
          RejectionReason.AMBIGUOUS_ANSWER,
          "answer is \"%s\", which names several options, expected one".formatted(whole));
    }
    Optional<LetteredText> both = LetteredText.of(text).filter(each -> agrees(each, options));
    if (both.isPresent()) {
      return agreed(both.get(), options);
    }
    throw new Refusal(
        RejectionReason.ANSWER_NOT_AN_OPTION,
        "answer is \"%s\", expected a letter or the text of an option".formatted(whole));
  }

  /**
   * Whether a letter before a text is a label: it is marked as one, or the text is its option's.
   */
  private static boolean agrees(LetteredText both, List<String> options) {
    return both.clear() || !byText(both.text(), options).isEmpty();
  }

  private static String agreed(LetteredText both, List<String> options) throws Refusal {
    TreeSet<String> byText = byText(both.text(), options);
    if (byText.size() > 1) {
      throw ambiguous(both.text(), byText);
    }
    if (!byText.contains(both.letter())) {
      throw new Refusal(
          RejectionReason.ANSWER_CONTRADICTS_ITSELF,
          "answer is \"%s. %s\", but option %s is %s"
              .formatted(
                  both.letter(),
                  both.text(),
                  both.letter(),
                  isOption(both.letter(), options)
                      ? "\"" + options.get(index(both.letter())) + "\""
                      : "not there"));
    }
    return both.letter();
  }

  private static Refusal ambiguous(String answer, TreeSet<String> fits) {
    String letter = LetteredText.alone(answer).orElse("");
    return new Refusal(
        RejectionReason.AMBIGUOUS_ANSWER,
        fits.contains(letter)
            ? "letter %s and text %s name different options".formatted(letter, answer)
            : "answer is \"%s\", which is the text of options %s, expected one"
                .formatted(answer, String.join(" and ", fits)));
  }

  /** The letters of all options with this text. */
  private static TreeSet<String> byText(String text, List<String> options) {
    TreeSet<String> letters = new TreeSet<>();
    IntStream.range(0, options.size())
        .filter(i -> plain(options.get(i)).equals(plain(text)))
        .mapToObj(Question::letter)
        .forEach(letters::add);
    return letters;
  }

  private static boolean isOption(String letter, List<String> options) {
    return index(letter) < options.size();
  }

  private static int index(String letter) {
    return letter.charAt(0) - 'A';
  }

  private static String plain(String text) {
    return LetteredText.stripped(Normalizer.normalize(text, Normalizer.Form.NFKC))
        .replaceAll("[.。\\s]+$", "")
        .toLowerCase(Locale.ROOT);
  }
}
