package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Checkpoint;
import org.wordsight.train.StepRecord;

/** Runs that train the demo's student on a few samples. */
final class StudentTraining {
  private static final Path STUDENT = Path.of("../conf/demo/student").toAbsolutePath().normalize();
  static final String[] OVERRIDES = {
    "models.student={path: " + STUDENT + ", precision: float32}",
    "split={train: 24, validation: 4, subsets: [8, 24], seed: 1}",
    "lora.rank=4",
    "training={epochs: 3, learningRate: 1.0e-3, batchSize: 4, logicalShards: 2,"
        + " maximumTokens: 160, checkpointEverySteps: 5, answerForm: letter}"
  };
  private static final List<String> PLACES = List.of("park", "street", "kitchen", "shop", "school");

  private StudentTraining() {}

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

  /** The trained adapter of a row. */
  static Adapter read(AdapterRow row) {
    try (Checkpoint checkpoint = Checkpoint.open(STUDENT)) {
      return PeftFolder.read(
          Path.of(row.path()), LanguageShape.of(checkpoint.modelType(), checkpoint.decoder()));
    }
  }
}
