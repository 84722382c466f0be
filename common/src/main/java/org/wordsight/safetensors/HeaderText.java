package org.wordsight.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.json.Json;

/**
 * Reads the JSON of a header as a stream. Even a header of a million tensors takes only the memory
 * of its entries. Only the form is checked here.
 */
final class HeaderText {
  private static final String METADATA = "__metadata__";
  private static final String EXPECTED = ", expected a list of whole numbers.";

  /** More dimensions than any library of tensors has. */
  private static final int MAXIMUM_DIMENSIONS = 64;

  /** Every name occurs once, so a table of names would only cost memory. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(Json.LIMITS)
          .build();

  private final Path file;
  private final JsonParser in;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Stated> tensors = new LinkedHashMap<>();

  private HeaderText(Path file, JsonParser in) {
    this.file = file;
    this.in = in;
  }

  /** A tensor's entry in a header. */
  record Stated(String dtype, List<Long> shape, List<Long> offsets) {}

  /**
   * @throws WordsightException if the text is not a header
   */
  static HeaderText parse(Path file, byte[] text) throws IOException {
    try (JsonParser in = JSON.createParser(text)) {
      HeaderText header = new HeaderText(file, in);
      header.read();
      return header;
    } catch (JsonProcessingException e) {
      throw Header.broken(file, "its header is no JSON (" + JsonProblem.of(e) + ").");
    }
  }

  Map<String, String> metadata() {
    return metadata;
  }

  Map<String, Stated> tensors() {
    return tensors;
  }

  private void read() throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw Header.broken(file, "its header is no JSON object.");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw Header.wrong(file, name, "is said to be " + value() + ", expected an object.");
      }
      if (name.equals(METADATA)) {
        readMetadata();
      } else {
        tensors.put(name, tensor(name));
      }
    }
    if (in.nextToken() != null) {
      throw Header.broken(file, "its header is no JSON: something follows the object.");
    }
  }

  private void readMetadata() throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      in.nextToken();
      if (in.currentToken().isScalarValue()) {
        metadata.put(key, in.getText());
      }
      in.skipChildren();
    }
  }

  private Stated tensor(String name) throws IOException {
    String dtype = "";
    List<Long> shape = null;
    List<Long> offsets = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      in.nextToken();
      switch (key) {
        case "dtype" ->
            dtype = in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : value();
        case "shape" -> shape = wholeNumbers(name, key);
        case "data_offsets" -> offsets = wholeNumbers(name, key);
        default -> {}
      }
      in.skipChildren();
    }
    if (shape == null || offsets == null) {
      throw Header.wrong(
          file, name, "has no " + (shape == null ? "shape" : "data_offsets") + ", expected one.");
    }
    return new Stated(dtype, shape, offsets);
  }

  private List<Long> wholeNumbers(String name, String key) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw Header.wrong(file, name, "has " + key + " " + value() + EXPECTED);
    }
    List<Long> numbers = new ArrayList<>(4);
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
          || in.getNumberType() == NumberType.BIG_INTEGER
          || in.getLongValue() < 0) {
        throw Header.wrong(file, name, "has " + value() + " in its " + key + EXPECTED);
      }
      if (numbers.size() == MAXIMUM_DIMENSIONS) {
        throw Header.wrong(
            file, name, "has over " + MAXIMUM_DIMENSIONS + " numbers in its " + key + EXPECTED);
      }
      numbers.add(in.getLongValue());
    }
    return List.copyOf(numbers);
  }

  /** The value's own text, shortened if it is long. */
  private String value() throws IOException {
    if (in.currentToken().isStructStart()) {
      return in.currentToken() == JsonToken.START_OBJECT ? "an object" : "a list";
    }
    return Header.cut(in.getText());
  }
}
