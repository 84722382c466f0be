package org.wordsight.contamination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.data.Question;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestBenchmarkFile {
  private static final String GOOD =
      "{\"id\": \"q1\", \"fields\": {\"situation\": \"A boy falls.\"}, \"options\": [\"Help\"]}";

  @TempDir private Path folder;

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("other.jsonl"), List.of(lines));
  }

  private List<BenchmarkText> read(String... lines) throws IOException {
    return BenchmarkFile.read("other", file(lines));
  }

  @Test
  void readsOneObjectALine() throws IOException {
    assertThat(
            read(
                GOOD,
                "",
                "{\"id\": 2, \"fields\": {\"story\": \"It rains.\", \"image\": null}}",
                "{\"id\": \"q3\", \"fields\": {\"story\": \"\"}, \"options\": [\"Stay\", \"Go\"]}"))
        .containsExactly(
            new BenchmarkText("q1", Map.of("situation", "A boy falls."), List.of("Help")),
            new BenchmarkText("2", Map.of("story", "It rains."), List.of()),
            new BenchmarkText("q3", Map.of("story", ""), List.of("Stay", "Go")));
  }

  @Test
  void readsAListOfObjects() throws IOException {
    assertThat(read("[", GOOD, "]")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"id\": \"q2\" | line 2 is no JSON: Unexpected end-of-input",
        "{\"id\": \"q2\", \"id\": \"q3\"} | line 2 is no JSON: Duplicate field 'id'",
        "{} {} | line 2 is no JSON: Trailing token",
        "7 | line 2: it is 7, expected an object with id, fields and options",
        "{\"fields\": {\"s\": \"x\"}} | line 2: id is missing, expected a text or a whole number",
        "{\"id\": 1.5, \"fields\": {\"s\": \"x\"}} | line 2: id is 1.5, expected a text or a whole",
        "{\"id\": \"a\\u0000b\", \"fields\": {\"s\": \"x\"}} | without control characters",
        "{\"id\": \"\\ud800\", \"fields\": {\"s\": \"x\"}} | without control characters",
        "{\"id\": \"q1\", \"fields\": {\"s\": \"x\"}} | line 2: id is \"q1\", expected an id used once",
        "{\"id\": \"q2\"} | line 2: fields is missing, expected a text with a letter or a digit",
        "{\"id\": \"q2\", \"fields\": {}} | line 2: fields is {}, expected a text with a letter",
        "{\"id\": \"q2\", \"fields\": {\"s\": \" !? \"}} | expected a text with a letter or a digit",
        "{\"id\": \"q2\", \"fields\": {\"s\": 3}} | line 2: fields.s is 3, expected a text",
        "{\"id\": \"q2\", \"fields\": [\"x\"]} | expected an object of names and texts",
        "{\"id\": \"q2\", \"fields\": {\"s\": \"x\"}, \"options\": \"x\"} | expected a list of texts",
        "{\"id\": \"q2\", \"fields\": {\"s\": \"x\"}, \"option\": []} | no other keys than id, fields",
      })
  void refusesABrokenRowWithItsLine(String row, String message) {
    assertThatThrownBy(() -> read(GOOD, row))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageStartingWith("Cannot read the benchmark other: ")
        .hasMessageContaining("1 broken rows")
        .hasMessageContaining(message)
        .hasMessageEndingWith("Correct the file.");
  }

  @Test
  void namesTheFirstBrokenRowsAndCountsTheOthers() {
    assertThatThrownBy(() -> read("1", "2", "3", "4", "5", "6", "7"))
        .hasMessageContaining("7 broken rows")
        .hasMessageContaining("line 5: it is 5")
        .hasMessageContaining("and 2 more")
        .hasMessageNotContaining("line 6");
  }

  @Test
  void refusesFilesThatAreNoBenchmark() throws IOException {
    assertThatThrownBy(() -> BenchmarkFile.read("other", folder.resolve("none.jsonl")))
        .hasMessageContaining("it does not exist. Correct its path in curation.decontaminate");
    assertThatThrownBy(() -> read(" ")).hasMessageContaining("it is empty");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("it is empty");
    assertThatThrownBy(() -> read("[{]"))
        .hasMessageEndingWith(
            "it is no JSON at line 1, column 4: Unexpected close marker ']': expected '}'.");
    assertThatThrownBy(() -> BenchmarkFile.read("other", folder))
        .hasMessageContaining("it is a folder, expected a benchmark in a regular file");
    Files.write(
        folder.resolve("latin.jsonl"),
        GOOD.replace("boy", "b\u00e9").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> BenchmarkFile.read("other", folder.resolve("latin.jsonl")))
        .hasMessageContaining("is no UTF-8");
  }

  @Test
  void refusesOneGiantText() {
    String giant = "{\"id\": 2, \"fields\": {\"s\": \"%s\"}}".formatted("a ".repeat(500_001));
    assertThatThrownBy(() -> read(GOOD, giant))
        .hasMessageContaining(
            "line 2: fields.s has 1,000,002 characters, expected at most 1,000,000");
  }

  @Test
  void comparesTextsWithInvisibleCharacters() throws IOException {
    String situation = "A man sits alone in the cold rain and nobody of them all stops";
    String hidden = "\\u200f" + situation.replace(" in ", "\\u0000 in\\ud800 ") + "\\u200e";
    List<BenchmarkText> items =
        read("{\"id\": \"1\", \"fields\": {\"s\": \"%s\"}}".formatted(hidden));
    ContaminationIndex index = new ContaminationIndex("other", items, ContaminationRules.STANDARD);
    for (String copy : List.of(situation, "\u200f" + situation.replace(" in ", "\ud800 in\0 "))) {
      assertThat(index.hits(new Question(copy, "q", List.of("a", "b"), "A", "")))
          .singleElement()
          .satisfies(hit -> assertThat(hit.score()).isEqualTo(1));
    }
  }

  @Test
  void comparesAGiantQuestion() {
    String situation = "A man sits alone in the cold rain and nobody of them all stops";
    ContaminationIndex index =
        new ContaminationIndex(
            "other",
            List.of(new BenchmarkText("1", Map.of("s", situation), List.of())),
            ContaminationRules.STANDARD);
    String giant = "one more word of many ".repeat(100_000) + situation;
    assertThat(index.hits(new Question(giant, "q", List.of("a", "b"), "A", ""))).hasSize(1);
  }
}
