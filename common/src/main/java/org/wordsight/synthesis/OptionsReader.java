package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.data.Question;

/**
 * Options in the shapes that teachers write: a list of texts, with a letter each ("A. …", "(a) …")
 * or without any; an object from letter to text; a list of such objects of one entry; one text with
 * a lettered line for each. Letters must be A, B, C … in this order and are taken off.
 */
final class OptionsReader {
  private static final Pattern LETTERED =
      Pattern.compile("\\(?([A-Za-z])(?:[.):]+(?:\\s+|$)|\\s+[-\u2013]\\s+)(.*)", Pattern.DOTALL);

  private OptionsReader() {}

  static List<String> read(JsonNode options) throws Refusal {
    if (options.isTextual()) {
      return withoutLetters(options.textValue().strip().lines().map(String::strip).toList());
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

  /** An entry of an object as the line that it stands for; a text may repeat its letter. */
  private static String lettered(Map.Entry<String, JsonNode> entry) throws Refusal {
    String name = entry.getKey().strip().replaceAll("^\\(|[.):]+$", "");
    String text = ItemFields.textOf(entry.getValue(), "option " + name);
    Matcher repeated = LETTERED.matcher(text);
    boolean isRepeated = repeated.matches() && repeated.group(1).equalsIgnoreCase(name);
    return name + ". " + (isRepeated ? repeated.group(2) : text);
  }

  private static List<String> withoutLetters(List<String> texts) throws Refusal {
    List<String> plain = new ArrayList<>();
    int letters = 0;
    for (int i = 0; i < texts.size(); i++) {
      Matcher matcher = LETTERED.matcher(texts.get(i));
      if (!matcher.matches()) {
        continue;
      }
      letters++;
      if (matcher.group(1).equalsIgnoreCase(Question.letter(i))) {
        plain.add(matcher.group(2).strip());
      }
    }
    if (letters == 0) {
      return texts;
    }
    if (plain.size() < texts.size()) {
      throw new Refusal(
          RejectionReason.OPTION_LETTERS,
          "options are lettered otherwise than A, B, C …: " + String.join(" / ", texts));
    }
    return plain;
  }
}
