package org.wordsight.vision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.json.Json;

/**
 * A checkpoint's {@code preprocessor_config.json}: typed reads, each with what Hugging Face takes
 * where the key is absent. A key whose value cannot be used names the file.
 */
final class PreprocessorFile {
  static final String NAME = "preprocessor_config.json";

  private static final String LIMIT =
      "at most %,d pixels in all".formatted(ImageDecoder.MAXIMUM_PIXELS);

  private final Path file;
  private final JsonNode root;

  private PreprocessorFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /** A file in which every key is absent. */
  static PreprocessorFile empty() {
    return new PreprocessorFile(Path.of(NAME), JsonNodeFactory.instance.objectNode());
  }

  static PreprocessorFile read(Path file) {
    try {
      JsonNode root = Json.mapper().readTree(Files.readAllBytes(file));
      if (root == null || !root.isObject()) {
        throw WordsightException.input(
            "Cannot read %s: it holds no JSON object. Copy the checkpoint again.".formatted(file));
      }
      return new PreprocessorFile(file, root);
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read %s: it is not JSON (%s). Copy the checkpoint again."
              .formatted(file, JsonProblem.of(e)),
          e);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: %s. A checkpoint that sees images has this file."
              .formatted(file, Files.exists(file) ? e : "there is no such file"),
          e);
    }
  }

  int positive(String key, int absent) {
    JsonNode value = root.path(key);
    if (absent(value)) {
      return absent;
    }
    if (!isPositive(value)) {
      throw wrong(key, value, "a whole number from 1 on");
    }
    return value.intValue();
  }

  boolean flag(String key, boolean absent) {
    JsonNode value = root.path(key);
    if (absent(value)) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.booleanValue();
  }

  double number(String key, double absent) {
    JsonNode value = root.path(key);
    if (absent(value)) {
      return absent;
    }
    if (!value.isNumber()) {
      throw wrong(key, value, "a number");
    }
    return value.doubleValue();
  }

  /** One number a channel; a single number counts for all. */
  double[] channels(String key, double... absent) {
    JsonNode value = root.path(key);
    if (absent(value)) {
      return absent;
    }
    double[] numbers = new double[RgbImage.CHANNELS];
    for (int c = 0; c < numbers.length; c++) {
      JsonNode number = value.isNumber() ? value : value.path(c);
      if (!number.isNumber() || (value.isArray() && value.size() != numbers.length)) {
        throw wrong(key, value, "%d numbers, one a colour".formatted(numbers.length));
      }
      numbers[c] = number.doubleValue();
    }
    return numbers;
  }

  /** The side of a square, in either form in which files give sizes. */
  int square(String key, int absent) {
    JsonNode value = root.path(key);
    if (absent(value)) {
      return absent;
    }
    JsonNode shortest = value.isObject() ? value.path("shortest_edge") : value;
    JsonNode height = shortest.isMissingNode() ? value.path("height") : shortest;
    JsonNode width = shortest.isMissingNode() ? value.path("width") : shortest;
    if (!isPositive(height) || !height.equals(width) || isTooLarge(height, width)) {
      throw wrong(key, value, "equal height and width of 1 or more, " + LIMIT);
    }
    return height.intValue();
  }

  /** A list of sizes, each with its height first. */
  List<Canvas> canvases(String key, List<Canvas> absent) {
    JsonNode value = root.path(key);
    if (absent(value)) {
      return absent;
    }
    List<Canvas> canvases = new ArrayList<>();
    for (JsonNode size : value) {
      JsonNode height = size.path(0);
      JsonNode width = size.path(1);
      boolean pair = size.size() == 2 && isPositive(height) && isPositive(width);
      if (!pair || isTooLarge(height, width)) {
        throw wrong(key, size, "pairs of height and width, " + LIMIT);
      }
      canvases.add(new Canvas(height.intValue(), width.intValue()));
    }
    if (canvases.isEmpty()) {
      throw wrong(key, value, "a list of pairs of height and width");
    }
    return List.copyOf(canvases);
  }

  /** The filter, by Pillow's number for it. */
  Resize resample(Resize absent) {
    JsonNode value = root.path("resample");
    if (absent(value)) {
      return absent;
    }
    return switch (value.asInt(-1)) {
      case 2 -> Resize.BILINEAR;
      case 3 -> Resize.BICUBIC;
      default -> throw wrong("resample", value, "2 (bilinear) or 3 (bicubic)");
    };
  }

  WordsightException wrong(String key, Object seen, String expected) {
    return WordsightException.input(
        "Cannot use %s: %s is %s, expected %s. Copy the checkpoint again or correct the file."
            .formatted(file, key, seen, expected));
  }

  private static boolean isPositive(JsonNode value) {
    return value.canConvertToInt() && value.isIntegralNumber() && value.intValue() >= 1;
  }

  private static boolean isTooLarge(JsonNode height, JsonNode width) {
    return height.longValue() * width.longValue() > ImageDecoder.MAXIMUM_PIXELS;
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
