package org.wordsight.model.architecture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.IoReason;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;

/** A JSON file of a checkpoint, such as {@code config.json}, or a section of one. */
public final class ConfigFile {
  private final Path path;
  private final String section;
  private final ObjectNode values;

  private ConfigFile(Path path, String section, ObjectNode values) {
    this.path = path;
    this.section = section;
    this.values = values;
  }

  /**
   * Reads a file.
   *
   * @throws WordsightException if the file is missing or is no JSON object
   */
  public static ConfigFile read(Path path) {
    try {
      JsonNode values = Json.mapper().readTree(InputFile.bytes(path, FileKind.CONFIGURATION));
      if (!(values instanceof ObjectNode object)) {
        throw WordsightException.input(
            "Cannot read " + path + ": it holds no JSON object. Copy the file again.");
      }
      return new ConfigFile(path, "", object);
    } catch (NoSuchFileException e) {
      throw WordsightException.input(
          "Cannot load "
              + path.getParent()
              + ": it has no "
              + path.getFileName()
              + ". Give a checkpoint folder in Hugging Face's layout.",
          e);
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read "
              + path
              + ": it is no JSON ("
              + JsonProblem.of(e)
              + "). Copy the file again.",
          e);
    } catch (IOException e) {
      throw WordsightException.input("Cannot read " + path + ": " + IoReason.of(e) + ".", e);
    }
  }

  public Path path() {
    return path;
  }

  public boolean has(String key) {
    return values.hasNonNull(key);
  }

  /** Whether there is no key at all. */
  boolean isEmpty() {
    return values.isEmpty();
  }

  /** A section of this file in which every key is absent. */
  ConfigFile nothing() {
    return new ConfigFile(path, section, new ObjectMapper().createObjectNode());
  }

  /** A nested object, absent if there is none. */
  public Optional<ConfigFile> section(String key) {
    JsonNode value = values.path(key);
    return value.isObject()
        ? Optional.of(new ConfigFile(path, section + key + ".", (ObjectNode) value))
        : Optional.empty();
  }

  /**
   * The same, but a value that is no object is refused.
   *
   * @throws WordsightException if there is such a value
   */
  public Optional<ConfigFile> optionalSection(String key) {
    return has(key) ? Optional.of(requiredSection(key)) : Optional.empty();
  }

  public ConfigFile requiredSection(String key) {
    return section(key).orElseThrow(() -> wrong(key, "an object"));
  }

  /**
   * The keys of this file and of one of its sections. If both have a key, the section's value
   * counts.
   */
  public ConfigFile under(ConfigFile other) {
    ObjectNode merged = values.deepCopy();
    merged.setAll(other.values);
    return new ConfigFile(path, other.section, merged);
  }

  /** This section, with values for absent keys. */
  public ConfigFile withDefaults(Map<String, ?> absent) {
    ObjectNode merged = new ObjectMapper().valueToTree(absent);
    values
        .fields()
        .forEachRemaining(
            field -> {
              if (!field.getValue().isNull()) {
                merged.set(field.getKey(), field.getValue());
              }
            });
    return new ConfigFile(path, section, merged);
  }

  public String text(String key) {
    if (!values.path(key).isTextual()) {
      throw wrong(key, "a text");
    }
    return values.get(key).asText();
  }

  public String text(String key, String absent) {
    return has(key) ? text(key) : absent;
  }

  public int positive(String key) {
    JsonNode value = values.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
      throw wrong(key, "a whole number of 1 or more");
    }
    return value.intValue();
  }

  public int positive(String key, int absent) {
    return has(key) ? positive(key) : absent;
  }

  /** The same with a limit, for numbers that decide how much memory is reserved. */
  public int positiveUpTo(int maximum, String key) {
    int value = positive(key);
    if (value > maximum) {
      throw wrong(key, "a whole number of 1 to " + maximum);
    }
    return value;
  }

  public double positiveNumber(String key) {
    double value = number(key);
    if (!(value > 0) || Double.isInfinite(value)) {
      throw wrong(key, "a number above 0");
    }
    return value;
  }

  public double number(String key) {
    if (!values.path(key).isNumber()) {
      throw wrong(key, "a number");
    }
    return values.get(key).doubleValue();
  }

  public double number(String key, double absent) {
    return has(key) ? number(key) : absent;
  }

  public boolean flag(String key, boolean absent) {
    if (!has(key)) {
      return absent;
    }
    if (!values.get(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return values.get(key).booleanValue();
  }

  /** A number, or each number of a list; empty if the key is absent. */
  public List<Integer> integers(String key) {
    List<Integer> found = new ArrayList<>();
    if (!has(key)) {
      return found;
    }
    JsonNode value = values.get(key);
    Iterable<JsonNode> all = value.isArray() ? value : List.of(value);
    for (JsonNode number : all) {
      if (!number.isIntegralNumber() || !number.canConvertToInt()) {
        throw wrong(key, "whole numbers");
      }
      found.add(number.intValue());
    }
    return found;
  }

  /** A list of texts; empty if the key is absent. */
  List<String> texts(String key) {
    List<String> found = new ArrayList<>();
    if (!has(key)) {
      return found;
    }
    for (JsonNode text : values.get(key)) {
      if (!text.isTextual()) {
        throw wrong(key, "a list of texts");
      }
      found.add(text.asText());
    }
    return found;
  }

  /** A list of lists of whole numbers; empty if the key is absent. */
  public List<List<Integer>> integerLists(String key) {
    List<List<Integer>> found = new ArrayList<>();
    if (!has(key)) {
      return found;
    }
    for (JsonNode list : values.get(key)) {
      List<Integer> numbers = new ArrayList<>();
      for (JsonNode number : list) {
        if (!number.isIntegralNumber() || !number.canConvertToInt()) {
          throw wrong(key, "lists of whole numbers");
        }
        numbers.add(number.intValue());
      }
      found.add(numbers);
    }
    return found;
  }

  /** The error that {@code key} is not {@code expected}. */
  public WordsightException wrong(String key, String expected) {
    JsonNode value = values.path(key);
    return WordsightException.input(
        "Cannot load "
            + path.getParent()
            + ": "
            + path.getFileName()
            + (value.isMissingNode()
                ? " has no " + section + key
                : "'s " + section + key + " is " + value)
            + ", expected "
            + expected
            + ". Use a complete checkpoint of a supported kind.");
  }

  /** Refuses the checkpoint unless {@code key} is absent or has one of these texts. */
  public void requireText(String key, String... supported) {
    if (has(key) && !List.of(supported).contains(text(key))) {
      throw wrong(key, String.join(" or ", supported));
    }
  }
}
