package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.ItemImage;
import org.wordsight.evaluate.PredictionLogEntry;
import org.wordsight.jobs.runtime.Held;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CaptionRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;

/** Evaluation with a real model, a real adapter and real images. */
class TestEvaluateCheckpoints {
  private static final int ITEMS = 6;

  @TempDir private Path folder;

  @AfterEach
  void release() {
    Held.here().release();
  }

  private Run run(String id, String... more) {
    List<String> overrides = new ArrayList<>(DemoModels.benchmark(folder.resolve(id), ITEMS));
    overrides.add("evaluation.batchSize=4");
    overrides.addAll(List.of(more));
    return LocalSpark.run(folder, id, overrides.toArray(String[]::new));
  }

  private void publishAdapter(Run run) {
    try (Publication out = run.publication("train-student-random-8")) {
      out.write(AdapterRow.TABLE, List.of(DemoModels.writeAdapter(folder)));
      out.commit();
    }
  }

  @Test
  void asksBaseAndAdapterAboutImagesCaptionsAndGivenSituations() {
    try (Run run = run("all", "evaluation.arms=[image, caption, given]")) {
      publishAdapter(run);
      new EvaluateStage().run(run);

      List<PredictionRow> predictions = run.records(PredictionRow.TABLE);
      assertThat(predictions)
          .hasSize(ITEMS * 2 * 3)
          .allSatisfy(
              row -> {
                assertThat(row.rawAnswer()).isNotBlank();
                assertThat(row.letterLogProbabilities()).hasSize(5);
                double sum = row.letterLogProbabilities().stream().mapToDouble(Math::exp).sum();
                assertThat(sum).isGreaterThan(0).isLessThanOrEqualTo(1 + 1e-6);
                assertThat(row.answerTokens()).isBetween(1, 4);
              });
      List<CaptionRow> captions = run.records(CaptionRow.TABLE);
      assertThat(captions).hasSize(ITEMS);
      for (CaptionRow caption : captions) {
        assertThat(caption.caption()).isNotBlank();
        assertThat(predictions)
            .filteredOn(row -> row.arm().equals("caption") && isAbout(row, caption))
            .hasSize(2)
            .allSatisfy(row -> assertThat(row.prompt()).contains(caption.caption()));
      }
      assertThat(predictions)
          .filteredOn(row -> row.arm().equals("image"))
          .allSatisfy(row -> assertThat(row.pixelsSha256()).isPresent());
      assertThat(answers(predictions, Optional.empty()))
          .isNotEqualTo(answers(predictions, Optional.of("student-random-8")));
      assertThat(run.records(RejectedRow.TABLE)).isEmpty();
    }
  }

  private static boolean isAbout(PredictionRow row, CaptionRow caption) {
    return row.itemId().equals(caption.itemId());
  }

  private static List<List<Double>> answers(List<PredictionRow> rows, Optional<String> adapter) {
    return rows.stream()
        .filter(row -> row.adapterId().equals(adapter))
        .map(PredictionRow::letterLogProbabilities)
        .toList();
  }

  @Test
  void scoresItemsWithoutAnImageAsWrongAndAnswersTheOthersTheSame() throws IOException {
    List<PredictionRow> whole;
    try (Run run = run("whole", "evaluation.arms=[image]")) {
      new EvaluateStage().run(run);
      whole = run.records(PredictionRow.TABLE);
    }
    try (Run run = run("broken", "evaluation.arms=[image]")) {
      Files.delete(folder.resolve("broken/images/2.png"));
      Files.writeString(folder.resolve("broken/images/5.png"), "no image");
      new EvaluateStage().run(run);

      List<PredictionRow> predictions = run.records(PredictionRow.TABLE);
      assertThat(predictions)
          .filteredOn(row -> row.letterLogProbabilities().isEmpty())
          .extracting(PredictionRow::itemId, PredictionRow::letter, PredictionRow::parseRule)
          .containsExactlyInAnyOrder(
              tuple("2", "INVALID", ItemImage.MISSING),
              tuple("5", "INVALID", ItemImage.UNREADABLE));
      assertThat(predictions)
          .filteredOn(row -> !row.letterLogProbabilities().isEmpty())
          .hasSize(ITEMS - 2)
          .allSatisfy(row -> assertThat(row.rawAnswer()).isEqualTo(answer(whole, row.itemId())));
      assertThat(run.records(AccuracyRow.TABLE))
          .filteredOn(row -> row.category().isEmpty())
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row.n()).isEqualTo(ITEMS));
      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::sourceId, RejectedRow::reason)
          .containsExactlyInAnyOrder(
              tuple("2", ItemImage.MISSING), tuple("5", ItemImage.UNREADABLE));
    }
  }

  private static String answer(List<PredictionRow> rows, String itemId) {
    return rows.stream()
        .filter(row -> row.itemId().equals(itemId))
        .findFirst()
        .orElseThrow()
        .rawAnswer();
  }

  @Test
  void scoresATooLongPromptAsWrongAndRejectsIt() throws IOException {
    Path annotation = folder.resolve("long.json");
    String demo = Files.readString(DemoModels.DEMO.resolve("benchmark/annotation.json"));
    Files.writeString(
        annotation,
        demo.replaceFirst("A small fight can be seen", "word ".repeat(20_000) + "can be seen"));
    String path = "evaluation.viva.annotation='" + annotation + "'";
    try (Run run = run("long", "evaluation.arms=[given]", path)) {
      new EvaluateStage().run(run);

      assertThat(run.records(PredictionRow.TABLE))
          .hasSize(ITEMS)
          .filteredOn(row -> row.letter().equals("INVALID"))
          .extracting(PredictionRow::itemId, PredictionRow::parseRule)
          .contains(tuple("1", PredictionLogEntry.REFUSED));
      assertThat(run.records(RejectedRow.TABLE))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.sourceId()).isEqualTo("1");
                assertThat(row.reason()).isEqualTo(PredictionLogEntry.REFUSED);
                assertThat(row.detail()).contains("Cannot answer: the prompt has ");
              });
    }
  }

  @Test
  void refusesAModelThatCanBeShownNoneOfTheImages() {
    String blind = "models.student={path: '" + DemoModels.TEACHER.path() + "', precision: float32}";
    try (Run run = run("blind", "evaluation.arms=[image]", blind)) {
      assertThatThrownBy(() -> new EvaluateStage().run(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageContaining("can be given none of the 6 prompts; the first: ")
          .hasMessageContaining("it reads only text");
      assertThat(run.has(PredictionRow.TABLE)).isFalse();
    }
  }
}
