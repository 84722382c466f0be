package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.SampleRow;

/** Samples that are longer than {@code training.maximumTokens} are rejected, and never cut. */
class TestTooLongSamples {
  @TempDir private Path folder;

  @Test
  void namesSamplesThatAreTooLongInsteadOfCuttingThem() {
    List<SampleRow> rows = StudentTraining.samples();
    SampleRow usual = rows.get(3);
    rows.set(
        3,
        new SampleRow(
            usual.sampleId(),
            usual.candidateId(),
            usual.split(),
            usual.rank(),
            usual.clusterId(),
            usual.situation().repeat(30),
            usual.question(),
            usual.options(),
            usual.answer(),
            usual.rationale()));
    StudentTraining.publish(folder, rows);
    StudentTraining.Outcome outcome = StudentTraining.train(folder);
    assertThat(outcome.steps()).flatExtracting(row -> row.step().sampleIds()).doesNotContain("s3");
    try (Run run = StudentTraining.run(folder)) {
      assertThat(run.records(RejectedRow.TABLE))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.stage()).isEqualTo("train");
                assertThat(row.sourceId()).isEqualTo("s3");
                assertThat(row.reason()).isEqualTo("too-long");
                assertThat(row.detail()).endsWith("tokens, training.maximumTokens is 160");
              });
    }
  }

  @Test
  void namesTooLongSamplesAgainWhenAnAdapterIsAddedLater() {
    // A sample whose answer is the long option is too long. The control gives samples other
    // answers.
    List<SampleRow> rows =
        StudentTraining.samples().stream()
            .map(row -> withALongLastOption(row, row.rank() % 2 == 0))
            .toList();
    String textToo = "training.answerForm=letter-and-text";
    StudentTraining.publish(folder, rows, textToo);
    StudentTraining.train(folder, textToo);
    List<RejectedRow> before = rejected(textToo);
    StudentTraining.train(folder, textToo, "training.shuffledControl=true");

    assertThat(before).hasSizeBetween(1, 27);
    assertThat(rejected(textToo)).hasSizeGreaterThan(before.size()).containsAll(before);
  }

  private List<RejectedRow> rejected(String override) {
    try (Run run = StudentTraining.run(folder, override)) {
      return run.records(RejectedRow.TABLE);
    }
  }

  private static SampleRow withALongLastOption(SampleRow row, boolean isAnswer) {
    return new SampleRow(
        row.sampleId(),
        row.candidateId(),
        row.split(),
        row.rank(),
        row.clusterId(),
        row.situation(),
        row.question(),
        List.of("go", "run", "sit", "call the firemen ".repeat(17).strip()),
        isAnswer ? "D" : "A",
        row.rationale());
  }
}
