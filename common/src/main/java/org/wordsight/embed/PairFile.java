package org.wordsight.embed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.error.IoReason;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;

/**
 * Labelled pairs that a user wrote: a JSON object a line, with {@code a}, {@code b}, {@code same}.
 */
public final class PairFile {
  private static final JsonMapper JSON = Json.mapper();
  private static final String FORM = "{\"a\": \"text\", \"b\": \"text\", \"same\": true}";

  private PairFile() {}

  /**
   * Reads the pairs. Empty lines are skipped.
   *
   * @throws WordsightException exit code 3 if the file is missing or broken, or lacks pairs of one
   *     of the two kinds
   */
  public static List<LabelledPair> read(Path file) {
    List<LabelledPair> pairs = new ArrayList<>();
    int number = 0;
    for (String line : text(file).split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        pairs.add(pair(file, number, line));
      }
    }
    long same = pairs.stream().filter(LabelledPair::same).count();
    if (same == 0 || same == pairs.size()) {
      throw WordsightException.input(
          "Cannot calibrate with %s: %,d of its %,d pairs mean the same, expected pairs that do and pairs that do not. Add some."
              .formatted(file, same, pairs.size()));
    }
    return pairs;
  }

  private static String text(Path file) {
    try {
      return InputFile.text(file, FileKind.LABELLED_PAIRS);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "it does not exist. Correct curation.semantic.pairs", e);
    } catch (IOException e) {
      throw unreadable(file, IoReason.of(e) + ". Correct curation.semantic.pairs, or the file", e);
    }
  }

  private static WordsightException unreadable(Path file, String problem, IOException cause) {
    return WordsightException.input(
        "Cannot read the labelled pairs of %s: %s.".formatted(file, problem), cause);
  }

  private static LabelledPair pair(Path file, int number, String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.path("a").isTextual()
          && node.path("b").isTextual()
          && node.path("same").isBoolean()
          && node.size() == 3) {
        return new LabelledPair(
            node.get("a").textValue(), node.get("b").textValue(), node.get("same").booleanValue());
      }
      throw broken(file, number, "it holds other keys or values");
    } catch (JsonProcessingException e) {
      throw broken(file, number, "it is no valid JSON (" + JsonProblem.of(e) + ")");
    }
  }

  private static WordsightException broken(Path file, int number, String problem) {
    return WordsightException.input(
        "Cannot read line %d of %s: %s, expected %s. Correct the line."
            .formatted(number, file, problem, FORM));
  }
}
