package org.wordsight.synthesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.data.Question;
import org.wordsight.error.IoReason;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;

/**
 * The hand-written questions for a teacher: a JSON list of objects with situation, question,
 * options, rationale and answer.
 */
public final class SeedQuestions {
  private static final JsonMapper JSON = Json.mapper();

  private SeedQuestions() {}

  /**
   * Reads a file whole. Every question in it is valid, and there is at least one.
   *
   * @throws WordsightException with each bad item, its fault and the rule
   */
  public static List<Question> read(Path file) {
    JsonNode list = parse(file);
    if (!list.isArray() || list.isEmpty()) {
      throw WordsightException.input(
          "Cannot read the seed questions: %s is %s, expected a list of questions."
              .formatted(file, list.isArray() ? "an empty list" : "not a JSON list"));
    }
    List<Question> questions = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int item = 1; item <= list.size(); item++) {
      try {
        questions.add(AnswerParser.read(list.get(item - 1)));
      } catch (Refusal refusal) {
        problems.add("item " + item + ": " + refusal.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw WordsightException.input(
          "Cannot use the seed questions of %s: %s. Correct the file."
              .formatted(file, String.join("; ", problems)));
    }
    return List.copyOf(questions);
  }

  private static JsonNode parse(Path file) {
    try {
      return JSON.readTree(InputFile.bytes(file, FileKind.SEED_QUESTIONS));
    } catch (NoSuchFileException e) {
      throw WordsightException.input(
          "Cannot read the seed questions: %s does not exist. Set synthesis.seedQuestions to a JSON list of questions."
              .formatted(file),
          e);
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read the seed questions: %s is not JSON%s: %s. Correct the file."
              .formatted(file, Json.place(e), JsonProblem.of(e)),
          e);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read the seed questions: %s: %s.".formatted(file, IoReason.of(e)), e);
    }
  }
}
