package org.wordsight.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestPairFile {
  private static final String GOOD = "{\"a\": \"x\", \"b\": \"y\", \"same\": true}\n";

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("pairs.jsonl"), text);
  }

  @Test
  void readsAPairALine() throws IOException {
    Path file = file(GOOD + "\n{\"same\": false, \"b\": \"🚒\", \"a\": \"\"}");
    assertThat(PairFile.read(file))
        .containsExactly(new LabelledPair("x", "y", true), new LabelledPair("", "🚒", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": \"x\", \"b\": \"y\"}",
        "{\"a\": \"x\", \"b\": \"y\", \"same\": \"yes\"}",
        "{\"a\": 1, \"b\": \"y\", \"same\": true}",
        "{\"a\": \"x\", \"b\": \"y\", \"same\": true, \"more\": 1}",
        "[]"
      })
  void refusesALineOfAnotherForm(String line) throws IOException {
    Path file = file(GOOD + line);
    assertThatThrownBy(() -> PairFile.read(file))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot read line 2 of %s: it holds other keys or values, expected {\"a\": \"text\", \"b\": \"text\", \"same\": true}. Correct the line.",
            file);
  }

  @Test
  void refusesALineThatIsNoJson() throws IOException {
    Path file = file(GOOD + "{\"a\": ");
    assertThatThrownBy(() -> PairFile.read(file))
        .hasMessageStartingWith("Cannot read line 2 of " + file + ": it is no valid JSON (");
  }

  @Test
  void refusesPairsOfOneKindAlone() throws IOException {
    Path file = file(GOOD + GOOD);
    assertThatThrownBy(() -> PairFile.read(file))
        .hasMessage(
            "Cannot calibrate with %s: 2 of its 2 pairs mean the same, expected pairs that do and pairs that do not. Add some.",
            file);
    Path empty = file("");
    assertThatThrownBy(() -> PairFile.read(empty))
        .hasMessageContaining("0 of its 0 pairs mean the same");
  }

  @Test
  void refusesAFileThatIsMissing() {
    assertThatThrownBy(() -> PairFile.read(folder.resolve("none")))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot read the labelled pairs of %s: it does not exist. Correct curation.semantic.pairs.",
            folder.resolve("none"));
  }
}
