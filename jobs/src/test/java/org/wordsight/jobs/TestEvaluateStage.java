package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.evaluation.SmallBenchmark;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CaptionRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;

class TestEvaluateStage {
  private static final String ALL_ARMS = "evaluation.arms=[image, caption, given]";
  private static final String SMALL_BATCHES = "evaluation.batchSize=5";

  @TempDir private Path folder;

  @BeforeEach
  void writeTheBenchmark() {
    SmallBenchmark.write(folder);
  }

  @Test
  void asksBaseAndAdapterInEveryArmAndScoresThem() {
    try (Run run = run()) {
      publishAdapter(run);
      evaluate(run);

      assertThat(run.records(PredictionRow.TABLE)).hasSize(12 * 2 * 3);
      assertThat(run.records(CaptionRow.TABLE))
          .hasSize(12)
          .allSatisfy(caption -> assertThat(caption.imageSha256()).hasSize(64))
          .allSatisfy(caption -> assertThat(caption.pixelsSha256()).hasSize(64))
          .allSatisfy(caption -> assertThat(caption.imageWidth()).isPositive())
          .extracting(CaptionRow::caption)
          .contains("Picture 7");
      assertThat(accuracy(run, Optional.empty(), "image").accuracy()).isEqualTo(0.5);
      AccuracyRow after = accuracy(run, Optional.of("student-teacher-8"), "caption");
      assertThat(after.correct()).isEqualTo(11);
      assertThat(after.teacher()).contains("teacher");
      assertThat(after.trainSize()).isEqualTo(OptionalInt.of(8));
      assertThat(after.low95()).isBetween(0.5, after.accuracy());
      assertThat(run.records(ComparisonRow.TABLE))
          .hasSize(9)
          .allSatisfy(
              row -> {
                assertThat(row.gained()).as(row.arm()).isEqualTo(5);
                assertThat(row.lost()).isZero();
                assertThat(row.difference()).isEqualTo(5 / 12.0);
                assertThat(row.pMcnemar()).isEqualTo(0.0625);
              });
      assertThat(run.records(RejectedRow.TABLE)).isEmpty();
    }
  }

  @Test
  void keepsThePromptAndTheAnswerOfEachItem() {
    try (Run run = run()) {
      evaluate(run);

      PredictionRow row =
          run.records(PredictionRow.TABLE).stream()
              .filter(p -> p.itemId().equals("3") && p.arm().equals("caption"))
              .findFirst()
              .orElseThrow();
      assertThat(row.prompt()).startsWith("<chat>Given a").contains("#[Situation]: Picture 3\n");
      assertThat(row.rawAnswer()).isEqualTo("B. Wait.");
      assertThat(row.letter()).isEqualTo("B");
      assertThat(row.parseRule()).isEqualTo("leading-letter");
      assertThat(row.letterLogProbabilities()).hasSize(5);
      assertThat(row.gold()).contains("A");
      assertThat(row.category()).isEqualTo("[Child Safety]");
      assertThat(row.adapterId()).isEmpty();
      assertThat(row.model()).isEqualTo("student");
    }
  }

  @Test
  void needsNoImagesForDescriptions() {
    try (Run run =
        LocalSpark.run(
            folder, "r", "evaluation.arms=[given]", "evaluation.viva.images=" + folder + "/none")) {
      evaluate(run);

      assertThat(run.records(PredictionRow.TABLE)).isNotEmpty();
    }
  }

  @Test
  void losesNoMoreThanTheBatchesInFlightWhenItsProcessIsKilled() throws Exception {
    int killedIn = 7;
    int inFlight = 2;
    Process process = new ProcessBuilder(command(killedIn)).redirectErrorStream(true).start();
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(process.waitFor()).isEqualTo(KilledEvaluation.STATUS);

    List<PredictionRow> continued;
    try (Run run = run()) {
      assertThat(run.has(PredictionRow.TABLE)).as("nothing half-done is seen").isFalse();
      SmallBenchmark.Rule.ASKED.set(0);
      evaluate(run);
      continued = run.records(PredictionRow.TABLE);
    }
    int batches = 3 * 4;
    assertThat(SmallBenchmark.Rule.ASKED.get())
        .isBetween(batches - killedIn + 1, batches - killedIn + inFlight);

    try (Run run = LocalSpark.run(folder, "whole", ALL_ARMS, SMALL_BATCHES)) {
      evaluate(run);
      assertThat(continued)
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
          .isEqualTo(run.records(PredictionRow.TABLE));
    }
  }

  /** This JVM's own command, with another main class. */
  private List<String> command(int killedIn) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledEvaluation.class.getName(),
            folder.toString(),
            Integer.toString(killedIn),
            ALL_ARMS,
            SMALL_BATCHES));
    return command;
  }

  @Test
  void asksOnlyNewAdapters() {
    try (Run run = run()) {
      evaluate(run);
      publishAdapter(run);
      SmallBenchmark.Rule.ASKED.set(0);
      evaluate(run);

      assertThat(SmallBenchmark.Rule.ASKED.get()).isEqualTo(3 * 3);
      assertThat(run.records(PredictionRow.TABLE)).hasSize(12 * 2 * 3);
    }
  }

  @Test
  void scoresAnItemWithoutItsImageAsWrongAndListsIt() throws IOException {
    Files.delete(folder.resolve("images/4.png"));
    Files.writeString(folder.resolve("images/6.png"), "no image");
    try (Run run = run()) {
      evaluate(run);

      assertThat(accuracy(run, Optional.empty(), "image"))
          .satisfies(
              row -> {
                assertThat(row.n()).isEqualTo(12);
                assertThat(row.correct()).isEqualTo(4);
              });
      assertThat(run.records(PredictionRow.TABLE))
          .filteredOn(row -> row.itemId().equals("4") && row.arm().equals("image"))
          .extracting(PredictionRow::letter, PredictionRow::parseRule)
          .containsExactly(tuple("INVALID", "missing-image"));
      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::stage, RejectedRow::sourceId, RejectedRow::reason)
          .containsExactlyInAnyOrder(
              tuple("evaluate", "4", "missing-image"), tuple("evaluate", "6", "unreadable-image"));
    }
  }

  @Test
  void rejectsBrokenRowsAndRowsWithoutADescription() throws IOException {
    Path annotation = folder.resolve("viva.json");
    Files.writeString(
        annotation,
        Files.readString(annotation)
            .replace("\"Scene 2.\"", "NaN")
            .replaceFirst("\"answer\": \"A\"", "\"answer\": \"Q\""));
    try (Run run = run()) {
      evaluate(run);

      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::sourceId, RejectedRow::reason)
          .containsExactlyInAnyOrder(tuple("1", "bad-answer"), tuple("2", "no-situation"));
      assertThat(accuracy(run, Optional.empty(), "image").n()).isEqualTo(11);
      assertThat(accuracy(run, Optional.empty(), "given").n()).isEqualTo(10);
    }
  }

  @Test
  void asksOnlyTheFirstItemsUnderALimit() {
    try (Run run = LocalSpark.run(folder, "r", SMALL_BATCHES, "evaluation.limit=4")) {
      evaluate(run);

      assertThat(run.records(PredictionRow.TABLE))
          .extracting(PredictionRow::itemId)
          .containsExactly("1", "2", "3", "4");
    }
  }

  @Test
  void refusesAFolderOfImagesThatDoesNotExist() {
    try (Run run = LocalSpark.run(folder, "r", "evaluation.viva.images=pictures")) {
      assertThatThrownBy(() -> evaluate(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageContaining("evaluation.viva.images is")
          .hasMessageEndingWith("pictures, expected a folder. Correct the path.");
    }
  }

  private Run run() {
    return LocalSpark.run(folder, "r", ALL_ARMS, SMALL_BATCHES);
  }

  private static void evaluate(Run run) {
    new EvaluateStage(new SmallBenchmark.Rule()).run(run);
  }

  private static void publishAdapter(Run run) {
    try (Publication out = run.publication("train-student-teacher-8")) {
      out.write(AdapterRow.TABLE, List.of(SmallBenchmark.ADAPTER));
      out.commit();
    }
  }

  private static AccuracyRow accuracy(Run run, Optional<String> adapterId, String arm) {
    return run.records(AccuracyRow.TABLE).stream()
        .filter(row -> row.adapterId().equals(adapterId) && row.arm().equals(arm))
        .filter(row -> row.scoring().equals("official") && row.category().isEmpty())
        .findFirst()
        .orElseThrow();
  }
}
