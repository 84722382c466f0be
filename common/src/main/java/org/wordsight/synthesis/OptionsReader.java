package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.wordsight.data.Question;

/**
 * Reads options in the forms that teachers write: a list of texts, with a letter each ("A. …", "(a)
 * …", "Option A: …") or without any; an object from letter to text; a list of such objects with one
 * entry; one text with a lettered line for each option.
 *
 * <p>The whole list decides whether letters are labels. Labels on every option, A, B, C … in this
 * order, are removed. A letter on one option only is part of its text ("A. Smith calls"). Two or
 * more labels that do not cover the whole list are refused, since their meaning is unclear.
 */
final class OptionsReader {
  private OptionsReader() {}

  static List<String> read(JsonNode options) throws Refusal {
    if (options.isTextual()) {
      return withoutLetters(
          options
              .textValue()
              .lines()
              .map(LetteredText::stripped)
              .filter(s -> !s.isEmpty())
              .toList());
    }
    if (options.isObject()) {
      return ofObject(options);
    }
    if (!options.isArray()) {
      throw new Refusal(
          RejectionReason.WRONG_TYPE,
          "options is of type %s, expected a list"
              .formatted(options.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode option : options) {
      texts.add(
          option.isObject() && option.size() == 1
              ? lettered(option.properties().iterator().next())
              : ItemFields.textOf(option, "option " + Question.letter(texts.size())));
    }
    return withoutLetters(texts);
  }

  private static List<String> ofObject(JsonNode options) throws Refusal {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : options.properties()) {
      texts.add(lettered(entry));
    }
    List<String> plain = withoutLetters(texts);
    if (plain.equals(texts) && !texts.isEmpty()) {
      throw new Refusal(
          RejectionReason.OPTION_LETTERS, "options is an object whose names are not A, B, C …");
    }
    return plain;
  }

  /** An entry of an object as a lettered line. The text may repeat its letter. */
  private static String lettered(Map.Entry<String, JsonNode> entry) throws Refusal {
    String name = LetteredText.alone(entry.getKey()).orElse(LetteredText.stripped(entry.getKey()));
    String text = ItemFields.textOf(entry.getValue(), "option " + name);
    Optional<LetteredText> repeated =
        LetteredText.of(text)
            .filter(LetteredText::clear)
            .filter(lettered -> lettered.letter().equals(name));
    return name + ". " + repeated.map(LetteredText::text).orElse(text);
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
          "options are lettered otherwise than A, B, C …: " + String.join(" / ", texts));
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
