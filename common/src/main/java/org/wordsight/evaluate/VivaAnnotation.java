package org.wordsight.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.wordsight.error.IoReason;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;

/**
 * VIVA's annotation file, and any file of the same format: a JSON list of rows.
 *
 * <p>The published file is not strict JSON: missing texts are written as bare NaN. Some answers are
 * null, and some rows lost an option. Such rows are read and marked. A row is repaired if it has
 * the missing part itself. A row that cannot be repaired is kept apart with the reason.
 *
 * @param items the rows that can be scored, in file order
 * @param broken the rows that cannot
 */
public record VivaAnnotation(List<VivaItem> items, List<BrokenRow> broken) {
  private static final JsonMapper JSON =
      Json.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  public VivaAnnotation {
    items = List.copyOf(items);
    broken = List.copyOf(broken);
  }

  /**
   * Reads a local file.
   *
   * @throws WordsightException if it is missing, unreadable, not JSON, not a list, or empty
   */
  public static VivaAnnotation read(Path file) {
    try (InputStream in = new ByteArrayInputStream(InputFile.bytes(file, FileKind.ANNOTATION))) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw WordsightException.input(
          "Cannot read the annotation: "
              + file
              + " does not exist. Set evaluation.viva.annotation to VIVA's JSON file.",
          e);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read the annotation: " + file + ": " + IoReason.of(e) + ".", e);
    }
  }

  /** Reads an open file, which messages call {@code name}. */
  public static VivaAnnotation read(InputStream in, String name) throws IOException {
    JsonNode root = parse(in, name);
    if (!root.isArray() || root.isEmpty()) {
      throw WordsightException.input(
          "Cannot read the annotation: "
              + name
              + " is "
              + (root.isArray() ? "an empty list" : "not a JSON list")
              + ", expected a list of items as in VIVA_annotation.json.");
    }
    List<VivaItem> items = new ArrayList<>();
    List<BrokenRow> broken = new ArrayList<>();
    Set<Integer> indices = new HashSet<>();
    Set<String> files = new HashSet<>();
    for (int i = 0; i < root.size(); i++) {
      JsonNode node = root.get(i);
      try {
        VivaItem item = new VivaRow(i + 1, node).item();
        // Predictions are joined on the index, and images on the file. Both must name one item.
        VivaRow.require(indices.add(item.index()), "index", node, "an index used once in the file");
        VivaRow.require(files.add(item.imageFile()), "image_file", node, "a file used once");
        items.add(item);
      } catch (VivaRow.Problem e) {
        broken.add(e.row(i + 1, node));
      }
    }
    return new VivaAnnotation(items, broken);
  }

  private static JsonNode parse(InputStream in, String name) throws IOException {
    try {
      return JSON.readTree(in);
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read the annotation: "
              + name
              + " is not JSON"
              + Json.place(e)
              + ": "
              + JsonProblem.of(e)
              + ". Correct the file, or copy it again.",
          e);
    }
  }
}
