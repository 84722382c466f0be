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
 * The letter that an item's answer means. Accepted are "B", "b.", "(B)", "Option B", "B. its text",
 * the text of one option, and a label and a text as an object. {@link AnswerIndex} says which
 * numbers are accepted. Case, outer space, full-width forms and a last full stop make no
 * difference.
 *
 * <p>An answer that fits two options is refused: "A" if the text of option B is "A", or a text that
 * two options share.
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

  /** A longer text names no list of letters. */
  private static final int LONGEST_LIST = 200;

  private AnswerLetter() {}

  static String read(JsonNode answer, Options options) throws Refusal {
    JsonNode only = answer.isArray() && answer.size() == 1 ? answer.get(0) : answer;
    if (only.isNumber()) {
      return ofNumber(only, options);
    }
    String whole =
        only.isObject() ? LabelledText.line(only, "answer") : ItemFields.textOf(only, "answer");
    return ofText(whole, options);
  }

  private static String ofNumber(JsonNode answer, Options options) throws Refusal {
    AnswerIndex index =
        AnswerIndex.of(answer)
            .orElseThrow(() -> ItemFields.wrongType(answer, "answer", "a letter or a text"));
    TreeSet<String> fits = byText(answer.asText(), options.texts());
    String letter = index.letter(options);
    if (!fits.isEmpty() && !fits.equals(new TreeSet<>(List.of(letter)))) {
      fits.add(letter);
      throw ambiguous(answer.asText(), fits);
    }
    return letter;
  }

  private static String ofText(String whole, Options read) throws Refusal {
    List<String> options = read.texts();
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
    if (text.length() <= LONGEST_LIST && SEVERAL.matcher(text).matches()) {
      throw new Refusal(
          RejectionReason.AMBIGUOUS_ANSWER,
          "answer is \"%s\", which names several options, expected one".formatted(whole));
    }
    Optional<AnswerIndex> index = AnswerIndex.of(text);
    if (index.isPresent()) {
      return index.get().text().isEmpty()
          ? index.get().letter(read)
          : agreed(index.get(), whole, read);
    }
    Optional<LetteredText> both = LetteredText.of(text).filter(each -> agrees(each, options));
    if (both.isPresent()) {
      return agreed(both.get(), options);
    }
    throw notAnOption(whole);
  }

  private static Refusal notAnOption(String answer) {
    return new Refusal(
        RejectionReason.ANSWER_NOT_AN_OPTION,
        "answer is \"%s\", expected a letter or the text of an option".formatted(answer));
  }

  /** The option whose text follows a number, if the number can mean it. */
  private static String agreed(AnswerIndex index, String whole, Options options) throws Refusal {
    TreeSet<String> byText = byText(index.text(), options.texts());
    if (byText.isEmpty()) {
      throw notAnOption(whole);
    }
    if (byText.size() > 1) {
      throw ambiguous(index.text(), byText);
    }
    if (!index.canMean(byText.first(), options)) {
      throw new Refusal(
          RejectionReason.ANSWER_CONTRADICTS_ITSELF,
          "answer is \"%s\", but this is the text of option %s".formatted(whole, byText.first()));
    }
    return byText.first();
  }

  /**
   * Whether a letter before a text is a label. It is if it is marked as a label, or if the text is
   * that of its option.
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
    String plain = LetteredText.stripped(Normalizer.normalize(text, Normalizer.Form.NFKC));
    int end = plain.length();
    while (end > 0
        && (".。".indexOf(plain.charAt(end - 1)) >= 0 || isSpace(plain.charAt(end - 1)))) {
      end--;
    }
    return plain.substring(0, end).toLowerCase(Locale.ROOT);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }
}
