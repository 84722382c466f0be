package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The fields of an item under the names that teachers give them. The name asked for comes before
 * its synonyms. Case, spaces, underscores and hyphens do not matter. Other fields are ignored.
 */
final class ItemFields {
  enum Field {
    SITUATION("situation", "situationdescription", "scenario", "context"),
    QUESTION("question", "multiplechoicequestion", "questiontext"),
    OPTIONS("options", "choices"),
    ANSWER("answer", "correctanswer"),
    RATIONALE("rationale", "explanation", "reasoning");

    /** The name asked for first. */
    private final List<String> names;

    Field(String... names) {
      this.names = List.of(names);
    }

    String title() {
      return names.get(0);
    }
  }

  private static final String QUOTE = "[\"'\u2018-\u201f]";

  /** A quoted name of one of the fields, with the quote before it. */
  static final Pattern NAME =
      Pattern.compile(
          QUOTE
              + "\\s*(?:"
              + Arrays.stream(Field.values())
                  .flatMap(field -> field.names.stream())
                  .map(name -> String.join("[ _-]?", name.split("")))
                  .collect(Collectors.joining("|"))
              + ")\\s*"
              + QUOTE
              + "\\s*:",
          Pattern.CASE_INSENSITIVE);

  private final Map<Field, JsonNode> values;

  private ItemFields(Map<Field, JsonNode> values) {
    this.values = values;
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

  /**
   * The fields of an item. Where the question is itself an object, its fields count as the item's.
   */
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
    List<String> synonyms = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : item.properties()) {
      if (plain(entry.getKey()).equals(field.title())) {
        return Optional.of(entry.getValue());
      }
      if (field.names.contains(plain(entry.getKey()))) {
        synonyms.add(entry.getKey());
      }
    }
    if (synonyms.size() > 1) {
      throw new Refusal(
          RejectionReason.AMBIGUOUS_FIELD,
          "%s stands under %s, expected one \"%s\""
              .formatted(field.title(), String.join(" and ", synonyms), field.title()));
    }
    return synonyms.stream().findFirst().map(item::get);
  }

  private static Optional<Field> field(String name) {
    return Arrays.stream(Field.values())
        .filter(field -> field.names.contains(plain(name)))
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

  static String textOf(JsonNode value, String title) throws Refusal {
    if (!value.isTextual()) {
      throw new Refusal(
          RejectionReason.WRONG_TYPE,
          "%s is of type %s, expected a text"
              .formatted(title, value.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    return LetteredText.stripped(value.textValue());
  }
}
