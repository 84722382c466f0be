package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.chat.Message;
import org.wordsight.config.ModelConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.evaluate.ChatRequest;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.evaluation.CheckpointSessions;
import org.wordsight.jobs.evaluation.EvaluatedModel;
import org.wordsight.jobs.evaluation.ModelSessions;
import org.wordsight.jobs.runtime.Held;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Precision;
import org.wordsight.tensor.NativeEngine;

/**
 * A smaller demo by the command line, with two threads. Its own teacher writes questions. Its own
 * student learns from them and then looks at images. No answer is scripted.
 */
@Tag("two-threads")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestDemoRun {
  @TempDir private static Path folder;

  private static int tensorsBefore;
  private static DemoResult whole;

  @BeforeAll
  static void runItWhole() {
    assertThat(NativeEngine.threads()).as("OMP_NUM_THREADS").isEqualTo(2);
    tensorsBefore = LiveTensors.count();
    Path place = folder.resolve("whole");
    assertThat(SmallDemo.runWhole(place)).contains("report: done in ");
    whole = SmallDemo.read(place);
  }

  @Test
  @Order(1)
  void freesAllNativeMemory() {
    assertThat(LiveTensors.count()).isEqualTo(tensorsBefore);
  }

  @Test
  void asksTheTeacherAndAccountsForEveryQuestion() {
    Set<String> requests =
        whole.requests().stream().map(RequestRow::requestId).collect(Collectors.toSet());
    assertThat(requests).hasSameSizeAs(whole.requests()).hasSizeGreaterThanOrEqualTo(8);
    assertThat(whole.requests())
        .allSatisfy(
            row -> {
              assertThat(row.outcome()).isIn("stopped", "cut-off");
              assertThat(row.rawAnswer()).isNotBlank();
              assertThat(row.completionTokens()).isBetween(1, 560);
              assertThat(row.promptTokens()).isPositive();
            });
    Map<String, Long> written =
        whole.candidates().stream()
            .collect(Collectors.groupingBy(CandidateRow::requestId, Collectors.counting()));
    assertThat(requests).containsAll(written.keySet());
    assertThat(written.values()).allMatch(count -> count <= 5);
    assertThat(whole.ends()).as("ends of candidates").doesNotHaveDuplicates();
    assertThat(Set.copyOf(whole.ends()))
        .isEqualTo(
            whole.candidates().stream().map(CandidateRow::candidateId).collect(Collectors.toSet()));
    assertThat(whole.curation()).hasSameSizeAs(whole.candidates());
  }

  @Test
  void dropsQuestionsThatMeanTheSame() {
    assertThat(whole.duplicates())
        .filteredOn(row -> row.method().equals("semantic"))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.rule()).isEqualTo("cosine");
              assertThat(row.score()).isBetween(0.81, 1.0);
            });
  }

  @Test
  void splitsKeptQuestionsAsTheyWereWritten() {
    assertThat(whole.ranks("train"))
        .containsExactlyElementsOf(IntStream.range(0, SmallDemo.TRAIN).boxed().toList());
    assertThat(whole.ranks("validation"))
        .containsExactlyElementsOf(IntStream.range(0, SmallDemo.VALIDATION).boxed().toList());
    Map<String, CandidateRow> candidates =
        whole.candidates().stream()
            .collect(Collectors.toMap(CandidateRow::candidateId, Function.identity()));
    for (SampleRow sample : whole.samples()) {
      CandidateRow candidate = candidates.get(sample.candidateId());
      assertThat(sample.situation()).isEqualTo(candidate.situation());
      assertThat(sample.options()).isEqualTo(candidate.options());
      assertThat(sample.answer()).isEqualTo(candidate.answer());
      assertThat(sample.answer().charAt(0) - 'A').isBetween(0, sample.options().size() - 1);
    }
  }

  @Test
  void trainsAnAdapterOnEachSubset() {
    assertThat(whole.adapters())
        .extracting(AdapterRow::trainSize)
        .containsExactlyInAnyOrder(SmallDemo.SUBSET, SmallDemo.TRAIN);
    for (AdapterRow adapter : whole.adapters()) {
      List<TrainStepRow> steps =
          whole.steps().stream()
              .filter(row -> row.adapterId().equals(adapter.adapterId()))
              .sorted((a, b) -> Integer.compare(a.step().step(), b.step().step()))
              .toList();
      int size = adapter.trainSize();
      assertThat(steps)
          .hasSize(SmallDemo.EPOCHS * ((size + SmallDemo.BATCH - 1) / SmallDemo.BATCH))
          .hasSize(adapter.steps());
      assertThat(steps)
          .allSatisfy(row -> assertThat(row.step().loss()).isPositive().isFinite())
          .allSatisfy(row -> assertThat(row.step().gradientNorm()).isPositive().isFinite());
      assertThat(seen(steps)).isEqualTo(whole.samplesBelow(size));
      assertThat(steps.get(steps.size() - 1).step().adapterSha256())
          .isEqualTo(adapter.sha256())
          .isEqualTo(sha256(Path.of(adapter.path()).resolve(PeftFolder.WEIGHTS)));
      assertThat(adapter.validationLoss()).isPresent();
    }
  }

  private static Set<String> seen(List<TrainStepRow> steps) {
    Set<String> seen = new HashSet<>();
    steps.forEach(row -> seen.addAll(row.step().sampleIds()));
    return seen;
  }

  private static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void scoresTheAnswersOfBaseAndAdapters() {
    int models = 1 + whole.adapters().size();
    assertThat(whole.captions()).hasSize(SmallDemo.ITEMS).allMatch(row -> !row.caption().isBlank());
    assertThat(whole.predictions()).hasSize(SmallDemo.ITEMS * models * SmallDemo.ARMS.size());
    assertThat(whole.accuracy())
        .filteredOn(score -> score.category().isEmpty() && score.scoring().equals("official"))
        .hasSize(models * SmallDemo.ARMS.size())
        .allSatisfy(
            score -> {
              assertThat(score.n()).isEqualTo(SmallDemo.ITEMS);
              assertThat(score.correct()).isEqualTo(whole.correct(score.adapterId(), score.arm()));
              assertThat(score.accuracy())
                  .isCloseTo((double) score.correct() / SmallDemo.ITEMS, within(1e-12));
            });
    assertThat(whole.accuracy(Optional.empty(), "image"))
        .as("the demo's student is better than chance before it is trained")
        .isGreaterThan(0.4);
    assertThat(whole.comparisons()).hasSize(whole.adapters().size() * SmallDemo.ARMS.size() * 3);
    for (ComparisonRow row : whole.comparisons()) {
      if (row.scoring().equals("official")) {
        double gained = whole.accuracy(Optional.of(row.adapterId()), row.arm());
        double base = whole.accuracy(Optional.empty(), row.arm());
        assertThat(row.difference()).isCloseTo(gained - base, within(1e-12));
      }
    }
  }

  @Test
  void writesAReportWithTheAccuracies() throws IOException {
    String report = Files.readString(folder.resolve("whole/report/report.html"));
    String base = "%.2f".formatted(100 * whole.accuracy(Optional.empty(), "image"));
    assertThat(report).contains(base).contains("McNemar");
  }

  @Test
  void exportsAnAdapterAloneAndMergedIntoItsStudent() {
    AdapterRow adapter = whole.adapters().get(0);
    Path plain = folder.resolve("exported");
    SmallDemo.succeed(export(adapter.adapterId(), plain));
    assertThat(sha256(plain.resolve(PeftFolder.WEIGHTS))).isEqualTo(adapter.sha256());

    Path merged = folder.resolve("merged");
    SmallDemo.succeed(export(adapter.adapterId(), merged, "--merged"));
    EvaluatedModel student =
        new EvaluatedModel(DemoModels.STUDENT, adapter.adapterId(), plain.toString(), "adapted");
    ModelConfig mergedModel = new ModelConfig(merged.toString(), Precision.FLOAT32);
    List<Double> adapted = scores(student);
    List<Double> base = scores(new EvaluatedModel(DemoModels.STUDENT, "", "", "base"));
    List<Double> ofMerged = scores(new EvaluatedModel(mergedModel, "", "", "merged"));
    for (int i = 0; i < VivaItem.LETTERS.size(); i++) {
      assertThat(ofMerged.get(i)).isCloseTo(adapted.get(i), within(1e-3));
    }
    assertThat(base).isNotEqualTo(adapted);
  }

  private static List<String> export(String adapter, Path out, String... more) {
    List<String> arguments = SmallDemo.about(folder.resolve("whole"), "export", more);
    arguments.addAll(List.of("--adapter", adapter, "--out", out.toString()));
    return arguments;
  }

  /** Log-probabilities of the letters after one question. */
  private static List<Double> scores(EvaluatedModel model) {
    Message question = Message.user("A child falls.\nA. help\nB. wait\nC. call\nD. film\nE. go");
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      ChatRequest request = new ChatRequest(question, List.of(), 1, VivaItem.LETTERS);
      return session.ask(model, List.of(request)).get(0).logProbabilities();
    } finally {
      Held.here().release();
    }
  }

  @Test
  void refusesToExportOverFilesAndAdaptersThatWereNeverTrained() throws IOException {
    Path used = Files.createDirectory(folder.resolve("used"));
    Files.writeString(used.resolve("file"), "somebody's");
    String adapter = whole.adapters().get(0).adapterId();
    SmallDemo.Ended over = SmallDemo.execute(export(adapter, used));
    assertThat(over.status()).isEqualTo(ExitCode.USAGE.status());
    assertThat(over.messages()).contains("Cannot export to " + used + ": it is not empty.");

    SmallDemo.Ended unknown = SmallDemo.execute(export("none", folder.resolve("unknown")));
    assertThat(unknown.status()).isEqualTo(ExitCode.INPUT.status());
    assertThat(unknown.messages())
        .contains("Cannot export adapter none: table adapters of warehouse ")
        .contains(adapter);
  }

  @Test
  void givesTheSameTablesInAnotherFolderWhenStoppedAfterEveryStage() {
    Path place = folder.resolve("stopped");
    for (String stage : SmallDemo.STAGES) {
      assertThat(SmallDemo.succeed(SmallDemo.about(place, stage))).contains(stage + ": done in ");
    }
    String again = SmallDemo.succeed(SmallDemo.about(place, "run"));
    for (String stage : SmallDemo.STAGES.subList(0, SmallDemo.STAGES.size() - 1)) {
      assertThat(again).contains(stage + ": done before, skipped");
    }
    assertThat(LiveTensors.count()).isEqualTo(tensorsBefore);

    SmallDemo.read(place).assertSameAs(whole);
  }

  @Test
  void replaysTheWholePipelineFromTheLogAloneWithoutAskingTheTeacher() throws IOException {
    Path place = folder.resolve("replayed");
    String calls = "warehouse/_wordsight/logs/calls";
    FileUtils.copyDirectory(
        folder.resolve("whole").resolve(calls).toFile(), place.resolve(calls).toFile());
    Map<Path, Long> before = sizes(place);

    String said = SmallDemo.succeed(SmallDemo.about(place, "run", "--replay"));

    for (String stage : SmallDemo.STAGES) {
      assertThat(said).contains(stage + ": done in ");
    }
    assertThat(sizes(place)).as("the log of calls").isEqualTo(before);
    SmallDemo.read(place).assertSameAs(whole);
  }

  /** The files of the log of calls. */
  private static Map<Path, Long> sizes(Path place) throws IOException {
    Path log = place.resolve("warehouse/_wordsight/logs/calls");
    try (Stream<Path> files = Files.walk(log)) {
      return files
          .filter(Files::isRegularFile)
          .collect(Collectors.toMap(log::relativize, file -> file.toFile().length()));
    }
  }
}
