package org.wordsight.contamination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
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
 * A benchmark in a file of JSON objects, one a line or in a list. Each object has {@code id} and
 * {@code fields}, and may have {@code options}. A row that cannot be read ends the reading, since a
 * leak of its item would not be noticed.
 */
public final class BenchmarkFile {
  private static final int SHOWN = 5;

  private static final JsonMapper JSON =
      Json.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String name;
  private final Path file;
  private final List<BenchmarkText> items = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private BenchmarkFile(String name, Path file) {
    this.name = name;
    this.file = file;
  }

  /**
   * Reads a file whole. Every row is valid, and there is at least one.
   *
   * @param name the benchmark's name
   * @throws WordsightException exit code 3, with the line of each broken row
   */
  public static List<BenchmarkText> read(String name, Path file) {
    BenchmarkFile reading = new BenchmarkFile(name, file);
    String text = reading.text();
    if (text.stripLeading().startsWith("[")) {
      reading.readList(text);
    } else {
      reading.readLines(text);
    }
    reading.refuseProblems();
    return List.copyOf(reading.items);
  }

  private String text() {
    try {
      return InputFile.text(file, FileKind.BENCHMARK);
    } catch (NoSuchFileException e) {
      throw failure("it does not exist. Correct its path in curation.decontaminate", e);
    } catch (IOException e) {
      throw failure(IoReason.of(e), e);
    }
  }

  private void readLines(String text) {
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (!line.isBlank()) {
        try {
          add("line " + number, JSON.readTree(line));
        } catch (JsonProcessingException e) {
          problems.add("line " + number + " is no JSON: " + JsonProblem.of(e));
        }
      }
    }
  }

  private void readList(String text) {
    try {
      int number = 0;
      for (JsonNode row : JSON.readTree(text)) {
        number++;
        add("row " + number, row);
      }
    } catch (JsonProcessingException e) {
      throw failure("it is no JSON" + Json.place(e) + ": " + JsonProblem.of(e), e);
    }
  }

  private void add(String place, JsonNode row) {
    try {
      BenchmarkText item = BenchmarkRow.read(row);
      BenchmarkRow.require(ids.add(item.id()), "id", row.get("id"), "an id used once in the file");
      items.add(item);
    } catch (BenchmarkRow.Problem e) {
      problems.add(place + ": " + e.getMessage());
    }
  }

  private void refuseProblems() {
    if (!problems.isEmpty()) {
      String more =
          problems.size() > SHOWN ? "; and %,d more".formatted(problems.size() - SHOWN) : "";
      throw failure(
          "%,d broken rows. %s%s. Correct the file"
              .formatted(
                  problems.size(),
                  String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size()))),
                  more));
    }
    if (items.isEmpty()) {
      throw failure("it is empty, expected a JSON object a line");
    }
  }

  private WordsightException failure(String problem) {
    return WordsightException.input(message(problem));
  }

  private WordsightException failure(String problem, Exception cause) {
    return WordsightException.input(message(problem), cause);
  }

  private String message(String problem) {
    return "Cannot read the benchmark %s: %s: %s.".formatted(name, file, problem);
  }
}
