package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.wordsight.data.Question;

/**
 * Reads options in the forms that teachers write:
 *
 * <ul>
 *   <li>a list of texts, with a letter each ("A. …", "(a) …", "Option A: …"), with a number each
 *       ("1. …"), or with neither
 *   <li>an object from letter or number to text
 *   <li>a list of objects with a label and a text
 *   <li>one text with a labelled line for each option, or with all of them in one line ("A) … B)
 *       …")
 *   <li>any of these as JSON inside a text
 * </ul>
 *
 * <p>The whole list decides whether letters are labels. Labels on every option, A, B, C … in this
 * order, are removed, and so are numbers from 0 or 1 on. A letter on one option only is part of its
 * text ("A. Smith calls"). Two or more labels that do not cover the whole list are refused, since
 * their meaning is unclear.
 */
final class OptionsReader {
  private static final Pattern NUMBERED =
      Pattern.compile("(?s)[(\\[]?(\\d{1,2})(?:[)\\]][.:]?|[.:](?=\\s))\\s*(.*)");

  /** A label inside a line, with the space before it. */
  private static final Pattern LABEL =
      Pattern.compile("(?<!\\S)(?:\\(([A-Z])\\)|([A-Z])[.):])(?=\\s)");

  private OptionsReader() {}

  static Options read(JsonNode options) throws Refusal {
    if (options.isTextual()) {
      return ofText(ItemFields.textOf(options, "options"));
    }
    if (options.isObject()) {
      return ofObject(options);
    }
    if (!options.isArray()) {
      throw ItemFields.wrongType(options, "options", "a list");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode option : options) {
      String title = "option " + Question.letter(texts.size());
      texts.add(
          option.isObject() ? LabelledText.line(option, title) : ItemFields.textOf(option, title));
    }
    return withoutLabels(texts);
  }

  private static Options ofText(String text) throws Refusal {
    Optional<JsonNode> json = ObjectReader.whole(text);
    if (json.isPresent()) {
      return read(json.get());
    }
    List<String> lines =
        text.lines().map(LetteredText::stripped).filter(line -> !line.isEmpty()).toList();
    return withoutLabels(lines.size() == 1 ? parts(lines.get(0)) : lines);
  }

  /**
   * The options in one line, each with its label: "A) … B) …". The line itself if its labels are
   * not A, B, C …, each once.
   */
  private static List<String> parts(String line) {
    List<Integer> starts = new ArrayList<>();
    Matcher label = LABEL.matcher(line);
    while (label.find()) {
      String letter = label.group(1) == null ? label.group(2) : label.group(1);
      if (!letter.equals(Question.letter(starts.size()))) {
        return List.of(line);
      }
      starts.add(label.start());
    }
    if (starts.size() < Question.MINIMUM_OPTIONS || starts.get(0) > 0) {
      return List.of(line);
    }
    starts.add(line.length());
    return IntStream.range(1, starts.size())
        .mapToObj(i -> line.substring(starts.get(i - 1), starts.get(i)))
        .map(part -> LetteredText.stripped(part).replaceFirst("[,;|/]$", ""))
        .toList();
  }

  private static Options ofObject(JsonNode options) throws Refusal {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : options.properties()) {
      texts.add(LabelledText.line(entry));
    }
    Options plain = withoutLabels(texts);
    if (plain.texts().equals(texts) && !texts.isEmpty()) {
      throw new Refusal(
          RejectionReason.OPTION_LETTERS, "options is an object whose names are not A, B, C …");
    }
    return plain;
  }

  private static Options withoutLabels(List<String> texts) throws Refusal {
    Optional<Options> numbered = withoutNumbers(texts);
    return numbered.isPresent() ? numbered.get() : Options.unnumbered(withoutLetters(texts));
  }

  /** The options without numbers; absent unless these are 0, 1, 2 … or 1, 2, 3 … */
  private static Optional<Options> withoutNumbers(List<String> texts) {
    List<Matcher> numbers = texts.stream().map(NUMBERED::matcher).filter(Matcher::matches).toList();
    if (texts.size() < Question.MINIMUM_OPTIONS || numbers.size() < texts.size()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(numbers.get(0).group(1));
    boolean inOrder =
        first <= 1
            && IntStream.range(0, numbers.size())
                .allMatch(i -> Integer.parseInt(numbers.get(i).group(1)) == first + i);
    return inOrder
        ? Optional.of(
            new Options(
                numbers.stream().map(number -> LetteredText.stripped(number.group(2))).toList(),
                OptionalInt.of(first)))
        : Optional.empty();
  }

  private static List<String> withoutLetters(List<String> texts) throws Refusal {
    List<Optional<LetteredText>> lettered = texts.stream().map(LetteredText::of).toList();
    if (!texts.isEmpty() && isOneOrder(lettered)) {
      return lettered.stream().map(each -> each.orElseThrow().text()).toList();
    }
    List<String> labels =
        lettered.stream()
            .flatMap(Optional::stream)
            .filter(LetteredText::clear)
            .map(LetteredText::letter)
            .toList();
    long within = labels.stream().filter(letter -> index(letter) < texts.size()).count();
    if (within > 1 || labels.size() > 1 && isRun(labels)) {
      throw new Refusal(
          RejectionReason.OPTION_LETTERS,
          "the letters of the options are not A, B, C …: " + String.join(" / ", texts));
    }
    return texts;
  }

  /** Whether every option has its letter, A, B, C … */
  private static boolean isOneOrder(List<Optional<LetteredText>> lettered) {
    return IntStream.range(0, lettered.size())
            .allMatch(
                i ->
                    lettered
                        .get(i)
                        .filter(each -> each.letter().equals(Question.letter(i)))
                        .isPresent())
        && (lettered.size() > 1 || lettered.get(0).orElseThrow().clear());
  }

  /** Whether letters follow each other in the alphabet: "F", "G", "H". */
  private static boolean isRun(List<String> letters) {
    return IntStream.range(1, letters.size())
        .allMatch(i -> index(letters.get(i)) == index(letters.get(i - 1)) + 1);
  }

  private static int index(String letter) {
    return letter.charAt(0) - 'A';
  }
}
