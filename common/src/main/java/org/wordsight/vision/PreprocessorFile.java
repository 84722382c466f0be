package org.wordsight.vision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;

/**
 * The settings of a checkpoint's image processor. Each is read with its type, and with Hugging
 * Face's default if the key is absent. They are in {@code preprocessor_config.json}. transformers 5
 * saves them under {@code image_processor} in {@code processor_config.json}. The error for an
 * unusable value names the file.
 */
public final class PreprocessorFile {
  /** The file with the settings in transformers before 5. */
  static final String NAME = "preprocessor_config.json";

  private static final String NESTING = "processor_config.json";
  private static final String SECTION = "image_processor";

  /** The endings that transformers gives a class's name for each of its implementations. */
  private static final List<String> BACKENDS = List.of("", "Fast", "Pil");

  private static final String LIMIT =
      "at most %,d pixels in all".formatted(ImageDecoder.MAXIMUM_PIXELS);

  private final Path file;
  private final String section;
  private final JsonNode root;

  private PreprocessorFile(Path file, String section, JsonNode root) {
    this.file = file;
    this.section = section;
    this.root = root;
  }

  /** A file in which every key is absent. */
  public static PreprocessorFile empty() {
    return new PreprocessorFile(Path.of(NAME), "", JsonNodeFactory.instance.objectNode());
  }

  /**
   * The settings in a checkpoint's folder, in either file. If both have them, those in {@code
   * processor_config.json} count, as in transformers 5.
   *
   * @throws WordsightException if there are none, or their file is broken
   */
  public static PreprocessorFile ofCheckpoint(Path folder) {
    Path nesting = folder.resolve(NESTING);
    if (Files.exists(nesting)) {
      JsonNode nested = parse(nesting).path(SECTION);
      if (nested.isObject()) {
        return new PreprocessorFile(nesting, SECTION + ".", nested);
      }
      if (!absent(nested)) {
        throw wrong(nesting, SECTION, nested, "an object");
      }
    }
    return read(folder.resolve(NAME));
  }

  /**
   * The settings in a file of any name.
   *
   * @throws WordsightException if there is no such file, or it is broken
   */
  public static PreprocessorFile read(Path file) {
    return new PreprocessorFile(file, "", parse(file));
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode root = Json.mapper().readTree(InputFile.bytes(file, FileKind.CONFIGURATION));
      if (root == null || !root.isObject()) {
        throw WordsightException.input(
            "Cannot read %s: it holds no JSON object. Copy the checkpoint again.".formatted(file));
      }
      return root;
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read %s: it is not JSON (%s). Copy the checkpoint again."
              .formatted(file, JsonProblem.of(e)),
          e);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: %s. A checkpoint that sees images has this file, or %s in %s."
              .formatted(file, Files.exists(file) ? e : "there is no such file", SECTION, NESTING),
          e);
    }
  }

  /** The file's name in messages. */
  public Path path() {
    return file;
  }

  /**
   * Refuses the settings of another image processor, whose keys have other meanings.
   *
   * @param type the class in transformers, without the ending for its implementation
   */
  void requireType(String type) {
    JsonNode value = root.path("image_processor_type");
    boolean ours =
        absent(value) || BACKENDS.stream().anyMatch(end -> value.asText().equals(type + end));
    if (!ours) {
      throw wrong("image_processor_type", value, type);
    }
  }

  /** Whether a key has a value. */
  boolean has(String key) {
    return !absent(root.path(key));
  }

  /**
   * A section of a file.
   *
   * @throws WordsightException if the value is no object
   */
  PreprocessorFile object(String key) {
    JsonNode value = root.path(key);
    if (!value.isObject()) {
      throw wrong(key, value, "an object");
    }
    return new PreprocessorFile(file, section + key + ".", value);
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

  int requiredPositive(String key) {
    if (!has(key)) {
      throw wrong(key, root.path(key), "a whole number from 1 on");
    }
    return positive(key, 1);
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

  /** One number for each channel; a single number counts for all. */
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

  /** The side of a square, in one of the two forms in which files give sizes. */
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

  /** The error that {@code key} is not {@code expected}. */
  public WordsightException wrong(String key, Object seen, String expected) {
    return wrong(file, section + key, seen, expected);
  }

  private static WordsightException wrong(Path file, String key, Object seen, String expected) {
    return WordsightException.input(
        "Cannot use %s: %s is %s, expected %s. Copy the checkpoint again or correct the file."
            .formatted(file, key, seen instanceof MissingNode ? "missing" : seen, expected));
  }

  /** A whole number may be written with a decimal point. */
  private static boolean isPositive(JsonNode value) {
    return value.isNumber()
        && value.canConvertToInt()
        && value.canConvertToExactIntegral()
        && value.intValue() >= 1;
  }

  private static boolean isTooLarge(JsonNode height, JsonNode width) {
    return height.longValue() * width.longValue() > ImageDecoder.MAXIMUM_PIXELS;
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
