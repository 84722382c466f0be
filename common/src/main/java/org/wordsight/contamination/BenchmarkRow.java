package org.wordsight.contamination;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wordsight.dedup.Words;

/** One row of a benchmark's file. */
final class BenchmarkRow {
  private static final Set<String> KEYS = Set.of("id", "fields", "options");

  /** Names that tables show: no control characters and no halves of characters. */
  private static final String NAME = "[^\\p{Cntrl}\\p{Cs}\u2028\u2029]{1,200}";

  private static final int LONGEST_TEXT = 1_000_000;
  private static final int SHOWN_CHARACTERS = 80;

  private BenchmarkRow() {}

  /** The fault of a row. */
  static final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    Problem(String detail) {
      super(detail, null, false, false);
    }
  }

  static BenchmarkText read(JsonNode row) throws Problem {
    if (!row.isObject()) {
      throw new Problem("it is " + shown(row) + ", expected an object with id, fields and options");
    }
    for (Iterator<String> keys = row.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      require(KEYS.contains(key), key, row.get(key), "no other keys than id, fields and options");
    }
    BenchmarkText item = new BenchmarkText(id(row.path("id")), fields(row), options(row));
    boolean hasWords =
        item.fields().values().stream().anyMatch(BenchmarkRow::hasWords)
            || item.options().stream().anyMatch(BenchmarkRow::hasWords);
    require(hasWords, "fields", row.path("fields"), "a text with a letter or a digit");
    return item;
  }

  private static String id(JsonNode id) throws Problem {
    require(id.isTextual() || id.isIntegralNumber(), "id", id, "a text or a whole number");
    require(id.asText().matches(NAME), "id", id, "1 to 200 characters without control characters");
    return id.asText();
  }

  private static Map<String, String> fields(JsonNode row) throws Problem {
    JsonNode fields = row.path("fields");
    require(
        fields.isObject() || isMissing(fields), "fields", fields, "an object of names and texts");
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      String key = "fields." + field.getKey();
      require(
          field.getKey().matches(NAME),
          "fields",
          fields,
          "names of 1 to 200 characters without control characters");
      if (!isMissing(field.getValue())) {
        texts.put(field.getKey(), text(key, field.getValue()));
      }
    }
    return texts;
  }

  private static List<String> options(JsonNode row) throws Problem {
    JsonNode options = row.path("options");
    require(options.isArray() || isMissing(options), "options", options, "a list of texts");
    List<String> texts = new ArrayList<>();
    for (JsonNode option : options) {
      texts.add(text("options", option));
    }
    return texts;
  }

  private static String text(String key, JsonNode value) throws Problem {
    require(value.isTextual(), key, value, "a text");
    if (value.textValue().length() > LONGEST_TEXT) {
      throw new Problem(
          "%s has %,d characters, expected at most %,d"
              .formatted(key, value.textValue().length(), LONGEST_TEXT));
    }
    return value.textValue();
  }

  private static boolean hasWords(String text) {
    return Words.of(text).size() > 0;
  }

  private static boolean isMissing(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  static void require(boolean holds, String key, JsonNode value, String expected) throws Problem {
    if (!holds) {
      throw new Problem(key + " is " + shown(value) + ", expected " + expected);
    }
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    String text = value.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
