package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of an item under the names that teachers give them. The name asked for comes before
 * its synonyms, and these before rarer ones. Case, spaces, underscores and hyphens do not matter.
 * Other fields are ignored.
 */
final class ItemFields {
  enum Field {
    SITUATION(
        "situation", List.of("situationdescription", "scenario", "context"), List.of("background")),
    QUESTION(
        "question",
        List.of("multiplechoicequestion", "questiontext"),
        List.of("questionstem", "decisionquestion")),
    OPTIONS(
        "options",
        List.of("choices"),
        List.of("answeroptions", "answerchoices", "possibleanswers", "alternatives")),
    ANSWER(
        "answer",
        List.of("correctanswer"),
        List.of(
            "correctoption",
            "correctchoice",
            "rightanswer",
            "answerkey",
            "answerletter",
            "answerindex",
            "correctindex",
            "correctanswerindex")),
    RATIONALE("rationale", List.of("explanation", "reasoning"), List.of("justification"));

    private final String title;

    /** The names in lists of equal rank. The first list that has a name of the item counts. */
    private final List<List<String>> names;

    Field(String title, List<String> synonyms, List<String> rarer) {
      this.title = title;
      this.names = List.of(List.of(title), synonyms, rarer);
    }

    String title() {
      return title;
    }

    private Stream<String> all() {
      return names.stream().flatMap(List::stream);
    }
  }

  /** The longest text of a question; a page has some thousand characters. */
  private static final int LONGEST = 100_000;

  /**
   * Characters that no text may have: control characters except tab and line feeds, and halves of
   * pairs.
   */
  private static final Pattern UNREADABLE =
      Pattern.compile(
          "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]");

  private static final String QUOTE = "[\"'\u2018-\u201f]";

  private static final String NAMES =
      Arrays.stream(Field.values())
          .flatMap(Field::all)
          .map(name -> String.join("[ _-]?", name.split("")))
          .collect(Collectors.joining("|", "\\s*(?:", ")\\s*"));

  /** A quoted name of one of the fields, with the quote before it. */
  static final Pattern NAME =
      Pattern.compile(QUOTE + NAMES + QUOTE + "\\s*:", Pattern.CASE_INSENSITIVE);

  /** The beginning of an item. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "\\{\\s*" + QUOTE + "{0,2}" + NAMES + QUOTE + "{0,2}\\s*:", Pattern.CASE_INSENSITIVE);

  private final Map<Field, JsonNode> values;

  private ItemFields(Map<Field, JsonNode> values) {
    this.values = values;
  }

  /** Whether the name of a field follows a brace. */
  static boolean beginsItem(String text, int brace) {
    return BEGINNING.matcher(text).region(brace, text.length()).lookingAt();
  }

  /** Whether a name is one of a field's names. */
  static boolean isName(String name) {
    return field(name).isPresent();
  }

  /** Whether an object is meant as a question: it has two of the fields, or one with a text. */
  static boolean isItem(JsonNode node) {
    List<JsonNode> values = new ArrayList<>();
    node.fields()
        .forEachRemaining(
            entry -> {
              if (field(entry.getKey()).isPresent()) {
                values.add(entry.getValue());
              }
            });
    return values.size() > 1 || (values.size() == 1 && values.get(0).isTextual());
  }

  /** The fields of an item. If the question is itself an object, its fields count as the item's. */
  static ItemFields of(JsonNode item) throws Refusal {
    Map<Field, JsonNode> values = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      find(item, field).ifPresent(value -> values.put(field, value));
    }
    JsonNode question = values.get(Field.QUESTION);
    if (question != null && question.isObject()) {
      values.remove(Field.QUESTION);
      for (Field field : Field.values()) {
        Optional<JsonNode> inner = find(question, field);
        if (inner.isEmpty() && field == Field.QUESTION) {
          inner = Optional.ofNullable(question.get("text"));
        }
        inner.ifPresent(value -> values.putIfAbsent(field, value));
      }
    }
    return new ItemFields(values);
  }

  private static Optional<JsonNode> find(JsonNode item, Field field) throws Refusal {
    for (List<String> names : field.names) {
      List<String> present = new ArrayList<>();
      item.fieldNames()
          .forEachRemaining(
              name -> {
                if (names.contains(plain(name))) {
                  present.add(name);
                }
              });
      if (present.size() > 1) {
        throw new Refusal(
            RejectionReason.AMBIGUOUS_FIELD,
            "%s stands under %s, expected one \"%s\""
                .formatted(field.title(), String.join(" and ", present), field.title()));
      }
      if (!present.isEmpty()) {
        return Optional.of(item.get(present.get(0)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Field> field(String name) {
    String plain = plain(name);
    return Arrays.stream(Field.values())
        .filter(field -> field.all().anyMatch(plain::equals))
        .findFirst();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
  }

  /** A field that must exist. */
  JsonNode required(Field field) throws Refusal {
    JsonNode value = values.get(field);
    if (value == null || value.isNull()) {
      throw new Refusal(RejectionReason.MISSING_FIELD, field.title() + " is missing");
    }
    return value;
  }

  /** A text that must exist, without outer space. */
  String text(Field field) throws Refusal {
    return textOf(required(field), field.title());
  }

  /** A text that may be missing; then it is empty. */
  String optionalText(Field field) throws Refusal {
    JsonNode value = values.get(field);
    return value == null || value.isNull() ? "" : textOf(value, field.title());
  }

  /** The text of a value, without outer space. */
  static String textOf(JsonNode value, String title) throws Refusal {
    if (!value.isTextual()) {
      throw wrongType(value, title, "a text");
    }
    String text = value.textValue();
    if (text.length() > LONGEST) {
      throw new Refusal(
          RejectionReason.TOO_LONG,
          "%s has %,d characters, expected at most %,d".formatted(title, text.length(), LONGEST));
    }
    Matcher unreadable = UNREADABLE.matcher(text);
    if (unreadable.find()) {
      throw new Refusal(
          RejectionReason.UNREADABLE_CHARACTER,
          "%s has the character U+%04X, which is no text"
              .formatted(title, (int) unreadable.group().charAt(0)));
    }
    return LetteredText.stripped(text);
  }

  static Refusal wrongType(JsonNode value, String title, String expected) {
    return new Refusal(
        RejectionReason.WRONG_TYPE,
        "%s is of type %s, expected %s"
            .formatted(title, value.getNodeType().name().toLowerCase(Locale.ROOT), expected));
  }
}
