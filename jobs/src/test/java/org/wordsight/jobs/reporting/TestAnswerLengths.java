package org.wordsight.jobs.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.jobs.table.PredictionRow;

class TestAnswerLengths {
  private static final Path SOUND =
      Path.of("../common/src/test/resources/references/qwen2_vl/checkpoint");

  @TempDir private Path folder;

  private static PredictionRow row(int item, int answerTokens) {
    return new PredictionRow(
        "viva",
        Integer.toString(item),
        "student",
        Optional.empty(),
        "image",
        "prompt",
        "hash",
        "B B B B",
        "INVALID",
        "none",
        List.of(),
        Optional.of("A"),
        "A",
        "category",
        "",
        "hash",
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        "1",
        9,
        answerTokens,
        0.1);
  }

  private static List<PredictionRow> rows(int cut, int ended) {
    List<PredictionRow> rows = new ArrayList<>();
    for (int i = 0; i < cut + ended; i++) {
      rows.add(row(i, i < cut ? 4 : 2));
    }
    return rows;
  }

  private RunConfig config(String generation) throws IOException {
    Path student = Files.createDirectory(folder.resolve("student"));
    try (Stream<Path> files = Files.list(SOUND)) {
      for (Path file : files.toList()) {
        Files.copy(file, student.resolve(file.getFileName()));
      }
    }
    Files.writeString(student.resolve("generation_config.json"), generation);
    return RunFile.load(
            Path.of("../conf/demo.yaml"),
            List.of("models.student.path=" + student, "evaluation.maximumAnswerTokens=4"))
        .config();
  }

  @Test
  void areNotedWithTheEndOfTurnThatIsMissing() throws IOException {
    List<String> notes = AnswerLengths.notes(rows(9, 1), config("{\"eos_token_id\": 300}"));
    assertThat(notes)
        .hasSize(2)
        .first()
        .isEqualTo(
            "student, base, arm image: 9 of 10 answers (90.0 %) ended at"
                + " evaluation.maximumAnswerTokens, 4, and not where the model ended its turn.");
    assertThat(notes.get(1))
        .startsWith("The likely cause: student does not end its answers: its chat template ends");
  }

  @Test
  void areNotedWithTheLimitWhereTheModelCouldEndThem() throws IOException {
    assertThat(AnswerLengths.notes(rows(2, 8), config("{\"eos_token_id\": 301}")))
        .hasSize(2)
        .last()
        .isEqualTo(
            "The likely cause: student writes longer answers than the limit. Raise"
                + " evaluation.maximumAnswerTokens.");
  }

  @Test
  void areNotNotedWhereTheyAreFew() throws IOException {
    assertThat(AnswerLengths.notes(rows(1, 99), config("{\"eos_token_id\": 301}"))).isEmpty();
  }
}
