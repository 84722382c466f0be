package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunFile;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CaptionRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.lora.PeftFolder;
import org.wordsight.tensor.NativeEngine;

/**
 * The demo, smaller, by the command line: its own teacher writes, its own student learns and looks
 * at images, with two threads. Nothing in it is scripted.
 */
@Tag("two-threads")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestDemoRun {
  private static final String ID = "small";
  private static final int TRAIN = 40;
  private static final int SUBSET = 16;
  private static final int VALIDATION = 8;
  private static final int ITEMS = 16;
  private static final int EPOCHS = 2;
  private static final int BATCH = 8;
  private static final List<String> ARMS = List.of("image", "caption");
  private static final List<String> STAGES =
      List.of("generate", "curate", "split", "train", "evaluate", "report");

  @TempDir private static Path folder;

  private static int tensorsBefore;
  private static Result whole;

  /** What a run published. */
  private record Result(
      List<RequestRow> requests,
      List<CandidateRow> candidates,
      List<RejectedRow> rejected,
      List<DuplicateRow> duplicates,
      List<ContaminationRow> contamination,
      List<CurationRow> curation,
      List<SampleRow> samples,
      List<TrainStepRow> steps,
      List<AdapterRow> adapters,
      List<CaptionRow> captions,
      List<PredictionRow> predictions,
      List<AccuracyRow> accuracy,
      List<ComparisonRow> comparisons) {
    static Result of(Run run) {
      return new Result(
          run.records(RequestRow.TABLE),
          run.records(CandidateRow.TABLE),
          run.records(RejectedRow.TABLE),
          run.records(DuplicateRow.TABLE),
          run.records(ContaminationRow.TABLE),
          run.records(CurationRow.TABLE),
          run.records(SampleRow.TABLE),
          run.records(TrainStepRow.TABLE),
          run.records(AdapterRow.TABLE),
          run.records(CaptionRow.TABLE),
          run.records(PredictionRow.TABLE),
          run.records(AccuracyRow.TABLE),
          run.records(ComparisonRow.TABLE));
    }
  }

  @BeforeAll
  static void runItWhole() {
    assertThat(NativeEngine.threads()).as("OMP_NUM_THREADS").isEqualTo(2);
    tensorsBefore = LiveTensors.count();
    Path place = folder.resolve("whole");
    assertThat(execute("run", place)).contains("report: done in ");
    whole = read(place);
  }

  private static List<String> settings(Path place) {
    return List.of(
        "warehouse=" + place.resolve("warehouse"),
        "report.out=" + place.resolve("report"),
        "synthesis.groupSize=8",
        "split={train: %d, validation: %d, subsets: [%d, %d], seed: 42}"
            .formatted(TRAIN, VALIDATION, SUBSET, TRAIN),
        "lora.rank=8",
        "training.epochs=" + EPOCHS,
        "training.batchSize=" + BATCH,
        "training.checkpointEverySteps=3",
        "evaluation.limit=" + ITEMS,
        "evaluation.batchSize=8",
        "evaluation.maximumCaptionTokens=24");
  }

  private static Path runFile() {
    return DemoModels.DEMO.resolveSibling("demo.yaml");
  }

  /** Messages of a verb that must succeed. */
  private static String execute(String verb, Path place) {
    LocalSpark.session();
    List<String> arguments =
        new ArrayList<>(List.of(verb, "--config", runFile().toString(), "--run-id", ID));
    settings(place).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    int status = Main.execute(LocalSpark.recording(written), arguments.toArray(String[]::new));
    String messages = written.toString(StandardCharsets.UTF_8);
    assertThat(status).as(messages).isZero();
    return messages;
  }

  private static Result read(Path place) {
    RunFile file = RunFile.load(runFile(), settings(place));
    try (Run run = Run.open(file, new RunId.Named(ID), LocalSpark.session(), LocalSpark.silent())) {
      return Result.of(run);
    }
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
    assertThat(requests).hasSameSizeAs(whole.requests()).hasSizeGreaterThanOrEqualTo(10);
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
    assertThat(ends()).as("ends of candidates").doesNotHaveDuplicates();
    assertThat(Set.copyOf(ends()))
        .isEqualTo(
            whole.candidates().stream().map(CandidateRow::candidateId).collect(Collectors.toSet()));
    assertThat(whole.curation()).hasSameSizeAs(whole.candidates());
  }

  /** Where each candidate ended: a sample, a duplicate, contaminated, or refused. */
  private static List<String> ends() {
    return Stream.of(
            whole.samples().stream().map(SampleRow::candidateId),
            whole.duplicates().stream().map(DuplicateRow::candidateId),
            whole.contamination().stream().map(ContaminationRow::candidateId).distinct(),
            whole.rejected().stream()
                .filter(row -> row.stage().equals("curate"))
                .map(RejectedRow::sourceId))
        .flatMap(Function.identity())
        .toList();
  }

  @Test
  void splitsKeptQuestionsAsTheyWereWritten() {
    assertThat(ranks("train"))
        .containsExactlyElementsOf(IntStream.range(0, TRAIN).boxed().toList());
    assertThat(ranks("validation"))
        .containsExactlyElementsOf(IntStream.range(0, VALIDATION).boxed().toList());
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

  private static List<Integer> ranks(String split) {
    return whole.samples().stream()
        .filter(sample -> sample.split().equals(split))
        .map(SampleRow::rank)
        .sorted()
        .toList();
  }

  @Test
  void trainsAnAdapterOnEachSubset() {
    assertThat(whole.adapters())
        .extracting(AdapterRow::trainSize)
        .containsExactlyInAnyOrder(SUBSET, TRAIN);
    for (AdapterRow adapter : whole.adapters()) {
      List<TrainStepRow> steps =
          whole.steps().stream()
              .filter(row -> row.adapterId().equals(adapter.adapterId()))
              .sorted((a, b) -> Integer.compare(a.step().step(), b.step().step()))
              .toList();
      int size = adapter.trainSize();
      assertThat(steps).hasSize(EPOCHS * ((size + BATCH - 1) / BATCH)).hasSize(adapter.steps());
      assertThat(steps)
          .allSatisfy(row -> assertThat(row.step().loss()).isPositive().isFinite())
          .allSatisfy(row -> assertThat(row.step().gradientNorm()).isPositive().isFinite());
      assertThat(seen(steps)).isEqualTo(samplesBelow(size));
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

  private static Set<String> samplesBelow(int rank) {
    return whole.samples().stream()
        .filter(sample -> sample.split().equals("train") && sample.rank() < rank)
        .map(SampleRow::sampleId)
        .collect(Collectors.toSet());
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
  void asksBaseAndAdaptersAndScoresWhatTheyAnswered() {
    int models = 1 + whole.adapters().size();
    assertThat(whole.captions()).hasSize(ITEMS).allMatch(row -> !row.caption().isBlank());
    assertThat(whole.predictions()).hasSize(ITEMS * models * ARMS.size());
    assertThat(whole.accuracy())
        .filteredOn(score -> score.category().isEmpty() && score.scoring().equals("official"))
        .hasSize(models * ARMS.size())
        .allSatisfy(
            score -> {
              assertThat(score.n()).isEqualTo(ITEMS);
              assertThat(score.correct()).isEqualTo(correct(score.adapterId(), score.arm()));
              assertThat(score.accuracy())
                  .isCloseTo((double) score.correct() / ITEMS, within(1e-12));
            });
    assertThat(accuracy(Optional.empty(), "image"))
        .as("the demo's student is better than chance before it is trained")
        .isGreaterThan(0.4);
    assertThat(whole.comparisons()).hasSize(whole.adapters().size() * ARMS.size() * 3);
    for (ComparisonRow row : whole.comparisons()) {
      if (row.scoring().equals("official")) {
        double gained = accuracy(Optional.of(row.adapterId()), row.arm());
        double base = accuracy(Optional.empty(), row.arm());
        assertThat(row.difference()).isCloseTo(gained - base, within(1e-12));
      }
    }
  }

  private static long correct(Optional<String> adapter, String arm) {
    return whole.predictions().stream()
        .filter(row -> row.adapterId().equals(adapter) && row.arm().equals(arm))
        .filter(row -> row.gold().equals(Optional.of(row.letter())))
        .count();
  }

  private static double accuracy(Optional<String> adapter, String arm) {
    return whole.accuracy().stream()
        .filter(row -> row.adapterId().equals(adapter) && row.arm().equals(arm))
        .filter(row -> row.scoring().equals("official") && row.category().isEmpty())
        .findFirst()
        .orElseThrow()
        .accuracy();
  }

  @Test
  void writesAReportOfTheseNumbers() throws IOException {
    String report = Files.readString(folder.resolve("whole/report/report.html"));
    String base = "%.2f".formatted(100 * accuracy(Optional.empty(), "image"));
    assertThat(report).contains(base).contains("McNemar");
  }

  @Test
  void givesTheSameInAnotherFolderStoppedAfterEveryStage() {
    Path place = folder.resolve("stopped");
    for (String stage : STAGES) {
      assertThat(execute(stage, place)).contains(stage + ": done in ");
    }
    String again = execute("run", place);
    for (String stage : STAGES.subList(0, STAGES.size() - 1)) {
      assertThat(again).contains(stage + ": done before, skipped");
    }
    assertThat(LiveTensors.count()).isEqualTo(tensorsBefore);

    Result stopped = read(place);
    assertSame(stopped.requests(), whole.requests(), "latencyMs");
    assertSame(stopped.candidates(), whole.candidates());
    assertSame(stopped.rejected(), whole.rejected());
    assertSame(stopped.duplicates(), whole.duplicates());
    assertSame(stopped.contamination(), whole.contamination());
    assertSame(stopped.curation(), whole.curation());
    assertSame(stopped.samples(), whole.samples());
    assertSame(stopped.steps(), whole.steps(), "step.seconds");
    assertSame(stopped.adapters(), whole.adapters(), "path");
    assertSame(stopped.captions(), whole.captions());
    assertSame(stopped.predictions(), whole.predictions(), "seconds");
    assertSame(stopped.accuracy(), whole.accuracy());
    assertSame(stopped.comparisons(), whole.comparisons());
  }

  private static <R> void assertSame(List<R> actual, List<R> expected, String... leftOut) {
    assertThat(actual)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields(leftOut)
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
