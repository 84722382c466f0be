package org.wordsight.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.error.WordsightException;

/** One case of a reference: a name, a kind, and the data of that kind. */
record ReferenceCase(String name, String kind, JsonNode json) {

  static ReferenceCase of(JsonNode json) {
    return new ReferenceCase(json.path("name").asText(), json.path("kind").asText(), json);
  }

  boolean has(String key) {
    return json.hasNonNull(key);
  }

  /** The value of {@code key}, which the format requires. */
  JsonNode value(String key) {
    if (!json.has(key)) {
      throw WordsightException.input(
          "Cannot compare case "
              + name
              + " of the reference: it has no "
              + key
              + ". Make the reference again.");
    }
    return json.get(key);
  }

  String text(String key) {
    return value(key).asText();
  }

  int integer(String key) {
    return value(key).intValue();
  }

  double number(String key) {
    return value(key).doubleValue();
  }

  boolean tagged(String tag) {
    for (JsonNode each : json.path("tags")) {
      if (each.asText().equals(tag)) {
        return true;
      }
    }
    return false;
  }

  int[] integers(String key) {
    return integers(value(key));
  }

  static int[] integers(JsonNode array) {
    int[] numbers = new int[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).intValue();
    }
    return numbers;
  }

  double[] numbers(String key) {
    JsonNode array = value(key);
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).doubleValue();
    }
    return numbers;
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    value(key).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** The tensors of the case, and their keys in the reference's file. */
  Map<String, String> tensors() {
    return keys(json.path("tensors"));
  }

  static Map<String, String> keys(JsonNode names) {
    Map<String, String> keys = new LinkedHashMap<>();
    names
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isTextual()) {
                keys.put(field.getKey(), field.getValue().asText());
              }
            });
    return keys;
  }
}
