package org.wordsight.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.io.FileUtils;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.bench.LoraStepBenchmark.Range;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.train.TrainingExample;

/**
 * The losses of some LoRA steps, compared with PEFT's. Both sides begin with the same adapter, and
 * each step has all samples. There is no dropout, since the two sides would drop different inputs.
 * In bfloat16 the peer computes under autocast, and is itself compared with a training in float32.
 *
 * @param rate the learning rate of the first step
 */
record LoraLossesBenchmark(String name, Shape shape, int steps, Rate rate)
    implements SpeedBenchmark {
  private static final int WARM_UPS = 2;

  private static final Shape SHAPE = new Shape(16, new Range(64, 128), new Range(10, 20));
  private static final int STEPS = 50;

  /** With the paper's learning rate, as trainings have it. */
  static LoraLossesBenchmark ofThePaper() {
    return new LoraLossesBenchmark(
        "lora-losses-paper",
        SHAPE,
        STEPS,
        new Rate("the paper's learning rate", width -> LoraSteps.LEARNING_RATE));
  }

  /** With a rate at which the samples are known by heart at the end, so that more can differ. */
  static LoraLossesBenchmark fast() {
    return new LoraLossesBenchmark(
        "lora-losses", SHAPE, STEPS, new Rate("a fast learning rate", width -> 0.4 / width));
  }

  /**
   * A learning rate for models of a hidden width. In a wide model, the same change of each number
   * has more effect on the losses.
   */
  record Rate(String words, IntToDoubleFunction ofWidth) {
    double of(int width) {
      return ofWidth.applyAsDouble(width);
    }
  }

  @Override
  public String summary() {
    return "losses of %d LoRA steps of --model, %s, compared with PEFT's; %s"
        .formatted(steps, shape, rate.words());
  }

  /** Writes the losses of either side and how far they are apart. */
  @Override
  public void run(BenchSession session) {
    Precision precision = precision(session);
    Training ours = train(session);
    Path folder = temporaryFolder();
    try {
      for (PeerProgram.Measurement theirs : peer(session, ours, precision, folder)) {
        PeerTrainings trainings = new PeerTrainings(folder, theirs.facts(), ours.initial());
        Optional<String> divergence = trainings.divergence(precision);
        if (divergence.isPresent()) {
          session.failed("NOT within the bounds: " + divergence.get());
        } else {
          compare(session, ours, trainings.compare(ours.side(), precision));
        }
      }
    } finally {
      FileUtils.deleteQuietly(folder.toFile());
    }
  }

  /** The training of our side. */
  private record Training(
      BenchCase of, List<TrainingExample> examples, Adapter initial, TrainedSide side) {}

  private Precision precision(BenchSession session) {
    Precision precision = session.options().precision().orElse(Precision.FLOAT32);
    if (precision == Precision.FLOAT16) {
      throw WordsightException.usage(
          "Cannot run the benchmark %s: --precision is float16, expected float32 or bfloat16. Change it."
              .formatted(name()));
    }
    return precision;
  }

  private static String text(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private Training train(BenchSession session) {
    BenchSteps how = session.options().steps();
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.LEARN)) {
      double learningRate = rate.of(model.decoder().config().hiddenSize());
      LoraSteps work =
          new LoraSteps(
              shape.examples(model.decoder().config().vocabularySize()),
              how.shards(),
              how.microBatchTokens(),
              0,
              new LoraSteps.Recipe(learningRate, 0));
      BenchCase of =
          BenchCase.of(
              "%s, %d steps".formatted(shape, steps),
              "tokens/s",
              Map.of(
                  "precision",
                  text(model.precision()),
                  "tokens",
                  work.tokens(),
                  "rank",
                  LoraSteps.RANK,
                  "alpha",
                  LoraSteps.ALPHA,
                  "dropout",
                  0,
                  "learning_rate",
                  learningRate));
      session.message(of.name());
      session.startOfCase();
      LoraSteps.Trained trained = work.train(model, steps);
      TrainedSide side = TrainedSide.of(trained);
      session.ours(
          of.with(side.facts())
              .with(
                  Map.of(
                      "logical_shards", work.shards(),
                      "micro_batch_tokens", work.microBatchTokens())),
          WARM_UPS,
          trained.records().stream()
              .skip(WARM_UPS)
              .map(step -> work.tokens() / step.seconds())
              .toList());
      return new Training(of, work.samples(), LoraSteps.initial(model).inMemory(), side);
    }
  }

  /**
   * The measurements of the peer; none without a Python.
   *
   * @param folder holds the peer's adapters afterwards
   */
  private List<PeerProgram.Measurement> peer(
      BenchSession session, Training ours, Precision precision, Path folder) {
    PeftFolder.write(
        folder.resolve(PeerTrainings.INITIAL),
        ours.initial(),
        KeyLayout.NEW,
        0,
        session.model().toString());
    return session.peerOnOurDevice(
        "lora_losses.py",
        List.of(ours.of()),
        Map.of(
            "case", ours.of().name(),
            "model", session.model().toAbsolutePath().toString(),
            "precision", text(precision),
            "adapters", folder.toString(),
            "ids", ours.examples().stream().map(TrainingExample::ids).toList(),
            "targets", ours.examples().stream().map(TrainingExample::targets).toList(),
            "steps", steps,
            "learning_rate", ours.of().settings().get("learning_rate"),
            "maximum_gradient_norm", LoraSteps.MAXIMUM_GRADIENT_NORM,
            "warm_ups", WARM_UPS));
  }

  private void compare(BenchSession session, Training ours, LossComparison comparison) {
    BenchCase of = BenchCase.of(ours.of().name(), "difference of losses", ours.of().settings());
    session.compared(of.with(comparison.facts()), comparison.lossDifferences());
    if (comparison.outcome().holds()) {
      session.message(comparison.verdict());
    } else {
      session.failed(comparison.verdict());
    }
  }

  /** A folder for adapters, with one inside it for the initial adapter. */
  private static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("wordsight-losses");
      Files.createDirectory(folder.resolve(PeerTrainings.INITIAL));
      return folder;
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot make a folder for temporary files: %s. Check the disk and its permissions."
              .formatted(e),
          e);
    }
  }
}
