package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.TrainPlanRow;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Checkpoint;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StepRecord;

/** Trains the demo's student. The tests hold for any weights. */
class TestTrainStage {
  private static final Path STUDENT = Path.of("../conf/demo/student").toAbsolutePath().normalize();
  static final String[] OVERRIDES = {
    "models.student={path: " + STUDENT + ", precision: float32}",
    "split={train: 24, validation: 4, subsets: [8, 24], seed: 1}",
    "lora.rank=4",
    "training={epochs: 3, learningRate: 1.0e-3, batchSize: 4, logicalShards: 2,"
        + " maximumTokens: 160, checkpointEverySteps: 5, answerForm: letter}"
  };
  private static final List<String> PLACES = List.of("park", "street", "kitchen", "shop", "school");

  @TempDir private Path folder;

  static Run run(Path folder, String... more) {
    List<String> overrides = new ArrayList<>(List.of(OVERRIDES));
    overrides.addAll(List.of(more));
    return LocalSpark.run(folder, "night", overrides.toArray(String[]::new));
  }

  private static SampleRow sample(int number, String split, int rank) {
    String place = PLACES.get(number % PLACES.size());
    return new SampleRow(
        "s" + number,
        "c" + number,
        split,
        rank,
        "cluster" + number,
        "A child stands near a small fire in the " + place + ", number " + number + ".",
        "What should you do first?",
        List.of("call the firemen", "open the windows", "take no action", "call " + number),
        "ABCD".substring(number % 4, number % 4 + 1),
        "");
  }

  static List<SampleRow> samples() {
    List<SampleRow> rows = new ArrayList<>();
    for (int i = 0; i < 28; i++) {
      rows.add(i < 24 ? sample(i, "train", i) : sample(i, "validation", i - 24));
    }
    return rows;
  }

  static void publish(Path folder, List<SampleRow> rows, String... more) {
    try (Run run = run(folder, more);
        Publication out = run.publication("split")) {
      out.write(SampleRow.TABLE, rows);
      out.commit();
    }
  }

  record Outcome(List<AdapterRow> adapters, List<TrainStepRow> steps) {
    List<String> hashes() {
      return adapters.stream().map(row -> row.adapterId() + " " + row.sha256()).sorted().toList();
    }

    List<TrainStepRow> withoutTimes() {
      return steps.stream().map(Outcome::withoutTimes).toList();
    }

    private static TrainStepRow withoutTimes(TrainStepRow row) {
      StepRecord step = row.step();
      return new TrainStepRow(
          row.adapterId(),
          new StepRecord(
              step.step(),
              step.epoch(),
              step.loss(),
              step.gradientNorm(),
              step.learningRate(),
              step.targetTokens(),
              step.sampleIds(),
              0,
              0,
              step.adapterSha256(),
              step.machine(),
              step.validationLoss()));
    }
  }

  static Outcome train(Path folder, String... more) {
    try (Run run = run(folder, more)) {
      new TrainStage().run(run);
    }
    return read(folder, more);
  }

  /** The tables that the run has published. */
  static Outcome read(Path folder, String... more) {
    try (Run run = run(folder, more)) {
      List<TrainStepRow> steps = new ArrayList<>(run.records(TrainStepRow.TABLE));
      steps.sort(
          Comparator.comparing(TrainStepRow::adapterId).thenComparingInt(row -> row.step().step()));
      return new Outcome(run.records(AdapterRow.TABLE), steps);
    }
  }

  @Test
  void trainsNestedSubsetsAndPublishesPlanStepsAndAdapters() throws Exception {
    publish(folder, samples());
    Outcome outcome = train(folder, "training.shuffledControl=true");

    assertThat(outcome.adapters())
        .extracting(AdapterRow::adapterId)
        .containsExactlyInAnyOrder("student-self-8", "student-self-24", "student-self-24-control");
    assertThat(outcome.steps()).hasSize(6 + 18 + 18);
    assertThat(outcome.steps())
        .filteredOn(row -> row.adapterId().equals("student-self-8"))
        .flatExtracting(row -> row.step().sampleIds())
        .containsOnly("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7");
    for (AdapterRow adapter : outcome.adapters()) {
      assertThat(adapter.model()).isEqualTo("student");
      assertThat(adapter.teacher()).isEqualTo("self");
      assertThat(adapter.validationLoss()).isPresent();
      List<TrainStepRow> steps =
          outcome.steps().stream()
              .filter(row -> row.adapterId().equals(adapter.adapterId()))
              .toList();
      StepRecord last = steps.get(steps.size() - 1).step();
      assertThat(adapter.steps()).isEqualTo(last.step());
      assertThat(last.adapterSha256()).isEqualTo(adapter.sha256());
      assertThat(last.validationLoss()).hasValue(adapter.validationLoss().orElseThrow());
      assertThat(read(adapter).layout().size()).isEqualTo(adapter.trainableParameters());
    }
    assertThat(outcome.hashes()).as("every adapter is another").doesNotHaveDuplicates();
    assertThat(outcome.adapters())
        .filteredOn(AdapterRow::control)
        .extracting(AdapterRow::adapterId)
        .containsExactly("student-self-24-control");
    assertPlanned(outcome);
  }

  /** Makes sure that every step used the samples that the table of the plan names. */
  private void assertPlanned(Outcome outcome) {
    List<TrainPlanRow> plan;
    try (Run run = run(folder, "training.shuffledControl=true")) {
      plan = run.records(TrainPlanRow.TABLE);
    }
    assertThat(plan).hasSize(2 * outcome.steps().size());
    for (TrainStepRow row : outcome.steps()) {
      List<TrainPlanRow> shards =
          plan.stream()
              .filter(shard -> shard.adapterId().equals(row.adapterId()))
              .filter(shard -> shard.step() == row.step().step())
              .sorted(Comparator.comparing(TrainPlanRow::shard))
              .toList();
      assertThat(shards).extracting(TrainPlanRow::shard).containsExactly(0, 1);
      assertThat(shards).flatExtracting(TrainPlanRow::sampleIds).isEqualTo(row.step().sampleIds());
      assertThat(shards.stream().mapToLong(TrainPlanRow::targetTokens).sum())
          .isEqualTo(row.step().targetTokens());
    }
  }

  private static Adapter read(AdapterRow row) {
    try (Checkpoint checkpoint = Checkpoint.open(STUDENT)) {
      return PeftFolder.read(
          Path.of(row.path()), LanguageShape.of(checkpoint.modelType(), checkpoint.decoder()));
    }
  }

  @Test
  void givesTheSameBitsWhenItsProcessIsKilled() throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    publish(whole, samples());
    Outcome expected = train(whole);

    Path killed = Files.createDirectory(folder.resolve("killed"));
    publish(killed, samples());
    killAfterStep(killed, "student-self-24", 7);
    Outcome continued = train(killed);

    assertThat(continued.hashes()).isEqualTo(expected.hashes());
    assertThat(continued.withoutTimes()).isEqualTo(expected.withoutTimes());
    List<TrainStepRow> again =
        continued.steps().stream().filter(row -> row.step().attempt() > 1).toList();
    assertThat(again).as("steps since the last checkpoint").hasSizeLessThanOrEqualTo(5);
    assertThat(again).extracting(TrainStepRow::adapterId).containsOnly("student-self-24");
  }

  /** Kills a training process once it has recorded a step. */
  private static void killAfterStep(Path folder, String adapter, int step, String... more)
      throws Exception {
    String steps;
    try (Run run = run(folder, more)) {
      steps = run.workFolder("training/" + adapter) + "/steps";
    }
    Storage storage = LocalStorage.of(folder.resolve("warehouse"));
    Path watched = Files.createDirectories(Path.of(storage.location(steps)));
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ProcessHandle.current()
        .info()
        .arguments()
        .ifPresent(
            own ->
                Stream.of(own)
                    .filter(argument -> argument.startsWith("--add-opens"))
                    .forEach(command::add));
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(TrainProcess.class.getName(), folder.toString()));
    command.addAll(List.of(more));
    try (WatchService watch = watched.getFileSystem().newWatchService()) {
      watched.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(folder.resolve("log.txt").toFile())
              .start();
      try {
        while (StepLedger.lastStep(storage, steps) < step) {
          assertThat(process.isAlive()).as("the process goes on").isTrue();
          WatchKey key = watch.poll(5, TimeUnit.MINUTES);
          assertThat(key).as("a step within five minutes").isNotNull();
          key.pollEvents();
          key.reset();
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void keepsTheBestEpochAndEndsEarlyAlsoWhenItIsKilled() throws Exception {
    String[] choice = {
      "training.keepBest=true",
      "training.stopEarlyEpochs=2",
      "training.epochs=16",
      "training.learningRate=0.02",
      "split={train: 24, validation: 4, subsets: [24], seed: 1}"
    };
    Path whole = Files.createDirectory(folder.resolve("whole"));
    publish(whole, samples(), choice);
    Outcome outcome = train(whole, choice);
    AdapterRow adapter = outcome.adapters().get(0);
    List<StepRecord> epochs =
        outcome.steps().stream()
            .map(TrainStepRow::step)
            .filter(step -> step.validationLoss().isPresent())
            .toList();
    StepRecord best =
        epochs.stream()
            .min(Comparator.comparing(step -> step.validationLoss().orElseThrow()))
            .orElseThrow();
    assertThat(best.epoch()).as("two epochs before the end").isLessThan(14);
    assertThat(epochs).hasSize(best.epoch() + 2);
    assertThat(adapter.keptStep()).isEqualTo(best.step());
    assertThat(adapter.sha256()).isEqualTo(best.adapterSha256());
    assertThat(adapter.validationLoss()).hasValue(best.validationLoss().orElseThrow());
    assertThat(adapter.steps()).isEqualTo(outcome.steps().size());
    assertThat(PeftFolder.sha256(read(adapter), KeyLayout.NEW)).isEqualTo(adapter.sha256());

    Path killed = Files.createDirectory(folder.resolve("killed"));
    publish(killed, samples(), choice);
    killAfterStep(killed, "student-self-24", best.step() + 1, choice);
    assertThat(train(killed, choice).hashes()).isEqualTo(outcome.hashes());
  }

  @Test
  void leavesFinishedAdaptersAlone() throws Exception {
    publish(folder, samples());
    Outcome first = train(folder);
    Path weights = Path.of(first.adapters().get(0).path()).resolve(PeftFolder.WEIGHTS);
    FileTime before = Files.getLastModifiedTime(weights);
    Outcome second = train(folder);
    assertThat(second.steps()).isEqualTo(first.steps());
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(before);
  }

  @Test
  void namesSamplesThatAreTooLongInsteadOfCuttingThem() {
    List<SampleRow> rows = samples();
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
    publish(folder, rows);
    Outcome outcome = train(folder);
    assertThat(outcome.steps()).flatExtracting(row -> row.step().sampleIds()).doesNotContain("s3");
    try (Run run = run(folder)) {
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
        samples().stream().map(row -> withALongLastOption(row, row.rank() % 2 == 0)).toList();
    String textToo = "training.answerForm=letter-and-text";
    publish(folder, rows, textToo);
    train(folder, textToo);
    List<RejectedRow> before = rejected(textToo);
    train(folder, textToo, "training.shuffledControl=true");

    assertThat(before).hasSizeBetween(1, 27);
    assertThat(rejected(textToo)).hasSizeGreaterThan(before.size()).containsAll(before);
  }

  private List<RejectedRow> rejected(String override) {
    try (Run run = run(folder, override)) {
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

  @Test
  void refusesASubsetLargerThanTheSamples() {
    publish(folder, samples().subList(0, 20));
    assertThatThrownBy(() -> train(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("table samples has 20 training samples, expected 24");
  }
}
