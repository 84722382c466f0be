package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.evaluation.SmallBenchmark;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;

class TestReportStage {
  @TempDir private Path folder;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void writeTheBenchmark() {
    SmallBenchmark.write(folder);
  }

  @Test
  void showsTheTablesOnOnePageAndOnTheTerminal() throws IOException {
    try (Run run = open("report.out=" + folder.resolve("out"))) {
      WholeRun.publish(run);
      new ReportStage().run(run);
    }

    String page = Files.readString(folder.resolve("out/report.html"));
    assertThat(page)
        .contains("50.00 %", "91.67 %", "+41.7 points")
        .contains("refused: repeated option", "refused: cut off")
        .contains("duplicate: exact, of a seed question", "duplicate: near")
        .contains("dropped: overlaps the benchmark", "dropped: beyond the asked number")
        .contains("Near duplicate, score 0.90", "the kept question")
        .as("the seed questions are not there any more")
        .doesNotContain("Exact duplicate")
        .contains("<p>Situation <mark>10</mark> What now?", "<p>Situation <mark>1</mark> What now?")
        .contains("sequences of eight words, score 0.60", "viva, item 4")
        .contains("sequences of eight words, score 0.50: flagged, not dropped")
        .contains("Situation &lt;0&gt;")
        .contains("$1.00", "Validation loss by step")
        .contains("Right only after training", "student-teacher-8")
        .contains("which is right most often, would reach");
    assertThat(written.toString(StandardCharsets.UTF_8))
        .contains(
            "questions: 20 asked for, 14 valid, 2 duplicates, 1 overlap the benchmark, 1 more than wanted, 10 kept")
        .contains("before, on images:                50.00 %")
        .contains("after text-only training:         91.67 %  (+41.7 points, paired 95 % interval")
        .contains("text questions learned from:      8")
        .contains("report: " + folder.resolve("out/report.html"));
  }

  @Test
  void showsARunThatHasPublishedNothing() throws IOException {
    try (Run run = open("report.out=" + folder.resolve("out"))) {
      new ReportStage().run(run);
    }

    assertThat(folder.resolve("out/report.html"))
        .content()
        .contains("Nothing has been scored in this run yet.");
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    try (Run run = open("report.out=" + file)) {
      assertThatThrownBy(() -> new ReportStage().run(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageContaining("report.out is")
          .hasMessageEndingWith("Set it to a folder that can be written.");
    }
  }

  private Run open(String override) {
    return Run.open(
        LocalSpark.runFile(folder, override),
        new RunId.Named("r"),
        LocalSpark.session(),
        LocalSpark.recording(written));
  }
}
