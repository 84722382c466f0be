package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestSeedQuestions {
  private static final String GOOD =
      "{\"situation\": \"s\", \"question\": \"q\", \"options\": [\"A. x\", \"B. y\"],"
          + " \"rationale\": \"r\", \"answer\": \"A\"}";

  @TempDir Path folder;

  @Test
  void readsQuestionsWithoutTheirLetters() throws IOException {
    assertThat(SeedQuestions.read(file("[" + GOOD + "]")))
        .singleElement()
        .satisfies(question -> assertThat(question.options()).containsExactly("x", "y"));
  }

  @Test
  void namesEveryBadItemAndTheRule() throws IOException {
    Path file =
        file(
            "[%s, %s, %s]"
                .formatted(GOOD, GOOD.replace("\"A\"}", "\"F\"}"), "{\"situation\": \"s\"}"));
    assertThatThrownBy(() -> SeedQuestions.read(file))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot use the seed questions of "
                + file
                + ": item 2: answer is \"F\", expected a letter from A to B;"
                + " item 3: question is missing. Correct the file.");
  }

  @Test
  void saysWhereAFileIsNotJson() throws IOException {
    Path file = file("[\n  {\"situation\" 1}]");
    assertThatThrownBy(() -> SeedQuestions.read(file))
        .hasMessageContaining(file + " is not JSON at line 2, column ");
  }

  @Test
  void refusesAFileThatIsNestedTooDeeply() throws IOException {
    for (String opening : new String[] {"[", "{\"a\":", "[{\"situation\": ["}) {
      Path file = file(opening.repeat(200_000));
      assertThatThrownBy(() -> SeedQuestions.read(file))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageStartingWith("Cannot read the seed questions: " + file + " is not JSON")
          .hasMessageContaining("depth")
          .hasMessageEndingWith("Correct the file.");
    }
  }

  @Test
  void refusesANumberThatIsTooLong() throws IOException {
    Path file = file("[" + "1".repeat(100_000) + "]");
    assertThatThrownBy(() -> SeedQuestions.read(file))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("exceeds the maximum");
  }

  @Test
  void refusesAMissingFileAndAnEmptyList() throws IOException {
    assertThatThrownBy(() -> SeedQuestions.read(folder.resolve("none.json")))
        .hasMessageContaining("none.json does not exist. Set synthesis.seedQuestions");
    Path empty = file("[]");
    assertThatThrownBy(() -> SeedQuestions.read(empty)).hasMessageContaining("is an empty list");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("seeds.json"), text);
  }
}
