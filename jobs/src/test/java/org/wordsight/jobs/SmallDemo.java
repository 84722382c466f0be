package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.wordsight.config.RunFile;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;

/**
 * The demo by the command line, with its own models, but fewer questions, items and steps. The
 * calibration chooses the threshold of meanings.
 */
final class SmallDemo {
  static final String ID = "demo";
  static final int TRAIN = 32;
  static final int SUBSET = 16;
  static final int VALIDATION = 6;
  static final int ITEMS = 12;
  static final int EPOCHS = 2;
  static final int BATCH = 8;
  static final List<String> ARMS = List.of("image", "caption");
  static final List<String> SETTINGS =
      List.of(
          "synthesis.groupSize=6",
          "curation.semantic={embedder: words}",
          "curation.history.runs=all",
          "split={train: %d, validation: %d, subsets: [%d, %d], seed: 42}"
              .formatted(TRAIN, VALIDATION, SUBSET, TRAIN),
          "lora.rank=8",
          "training.epochs=" + EPOCHS,
          "training.batchSize=" + BATCH,
          "training.checkpointEverySteps=3",
          "evaluation.limit=" + ITEMS,
          "evaluation.batchSize=8",
          "evaluation.maximumCaptionTokens=24");

  /** The property by which the verb {@code demo} finds its run file. */
  static final String HOME = "wordsight.home";

  static final List<String> STAGES =
      List.of("generate", "curate", "split", "train", "evaluate", "report");

  private SmallDemo() {}

  /** Runs the verb {@code demo} and gives its messages. */
  static String runWhole(Path place) {
    System.setProperty(HOME, DemoModels.DEMO.getParent().getParent().toString());
    try {
      List<String> demo = new ArrayList<>(List.of("demo", "--out", place.toString()));
      demo.addAll(sets(SETTINGS));
      return succeed(demo);
    } finally {
      System.clearProperty(HOME);
    }
  }

  /**
   * The settings that the verb {@code demo} makes from {@code --out}, and those of this smaller
   * demo.
   */
  static List<String> settings(Path place) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("warehouse=" + place.resolve("warehouse"));
    settings.add("report.out=" + place.resolve("report"));
    return settings;
  }

  static List<String> sets(List<String> settings) {
    return settings.stream().flatMap(setting -> Stream.of("--set", setting)).toList();
  }

  static Path runFile() {
    return DemoModels.DEMO.resolveSibling("demo.yaml");
  }

  record Ended(int status, String messages) {}

  static Ended execute(List<String> arguments) {
    LocalSpark.session();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    int status = Main.execute(LocalSpark.recording(written), arguments.toArray(String[]::new));
    return new Ended(status, written.toString(StandardCharsets.UTF_8));
  }

  static String succeed(List<String> arguments) {
    Ended ended = execute(arguments);
    assertThat(ended.status()).as(ended.messages()).isZero();
    return ended.messages();
  }

  /** The command line of a verb for the run of a place. */
  static List<String> about(Path place, String verb, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(verb, "--config", runFile().toString(), "--run-id", ID));
    arguments.addAll(sets(settings(place)));
    arguments.addAll(List.of(more));
    return arguments;
  }

  static DemoResult read(Path place) {
    RunFile file = RunFile.load(runFile(), settings(place));
    try (Run run = Run.open(file, new RunId.Named(ID), LocalSpark.session(), LocalSpark.silent())) {
      return DemoResult.of(run);
    }
  }
}
