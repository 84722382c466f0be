package org.wordsight.train;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;
import org.wordsight.tensor.Tensor;

/** A small training, without a model: 13 samples, 12 steps. */
abstract class TrainerFixture {
  static final LanguageShape SHAPE = new LanguageShape("qwen2", 2, 8, 8, 4, 12);
  static final AdapterLayout LAYOUT =
      new AdapterLayout(SHAPE, 2, TargetModules.languageProjections(SHAPE));
  static final TrainingSettings SETTINGS =
      new TrainingSettings(3, 1e-2, Schedule.LINEAR, 0, 4, 2, 64, 1.0, 0, 42);

  @TempDir Path folder;

  final List<String> messages = new ArrayList<>();

  /** Moves every parameter towards a number of its own. A shard's part depends on its samples. */
  static class Fake implements ShardGradients {
    private float[] parameters;

    @Override
    public void use(Tensor parameters_P) {
      this.parameters = parameters_P.toFloats();
    }

    @Override
    public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P) {
      FloatBuffer gradient = gradient_P.memory();
      double loss = 0;
      for (BatchPlan.MicroBatch batch : step.shards().get(shard)) {
        for (int sample : batch.samples()) {
          for (int i = 0; i < parameters.length; i++) {
            float distance = parameters[i] - (float) Math.sin(i + sample);
            gradient.put(i, gradient.get(i) + distance / step.targets());
            loss += 0.5 * distance * distance;
          }
        }
      }
      ShardLoss done = new ShardLoss(loss, List.of());
      return () -> done;
    }

    @Override
    public ShardLoss loss(List<TrainingExample> examples, BatchPlan.MicroBatch batch) {
      return new ShardLoss(parameters[0], List.of());
    }

    @Override
    public void close() {}
  }

  /** Fails in the first shard of one step, like a killed process. */
  static final class Killed extends Fake {
    private final int step;

    Killed(int step) {
      this.step = step;
    }

    @Override
    public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
      if (step.index() == this.step) {
        throw new IllegalStateException("killed");
      }
      return super.add(plan, step, shard, gradient);
    }
  }

  static List<TrainingExample> examples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new TrainingExample("s" + i, new int[6 + i % 5], 4))
        .toList();
  }

  record Run(Trainer.Result result, List<StepRecord> records) {}

  Run train(Path work, ShardGradients gradients) throws Exception {
    return train(work, gradients, 3);
  }

  Run train(Path work, ShardGradients gradients, int checkpointEverySteps) throws Exception {
    return train(LocalStorage.of(work), gradients, checkpointEverySteps);
  }

  Run train(Storage storage, ShardGradients gradients, int checkpointEverySteps) throws Exception {
    try (StepLedger ledger = StepLedger.open(storage, "steps")) {
      Trainer trainer =
          trainer(examples(3), checkpoints(storage, "these", "2"), checkpointEverySteps, ledger);
      return new Run(run(trainer, gradients), ledger.records());
    }
  }

  /** The training without validation samples. */
  static Trainer trainer(CheckpointStore checkpoints, int checkpointEverySteps, StepLedger ledger) {
    return trainer(List.of(), checkpoints, checkpointEverySteps, ledger);
  }

  private static Trainer trainer(
      List<TrainingExample> validation,
      CheckpointStore checkpoints,
      int checkpointEverySteps,
      StepLedger ledger) {
    return new Trainer(
        SETTINGS,
        BatchPlan.seeded(examples(13), SETTINGS),
        validation,
        Adapter.initial(LAYOUT, 1, 42),
        checkpoints,
        checkpointEverySteps,
        ledger);
  }

  /** The device's ways. */
  Backend backend() {
    return new CpuBackend(ActivationType.FLOAT32);
  }

  Trainer.Result run(Trainer trainer, ShardGradients gradients) {
    try (HeldState held = new HeldState()) {
      Vectors vectors = held.vectors(backend());
      return trainer.run(gradients, held, vectors);
    }
  }

  StoredCheckpoints checkpoints(Path work, String samples) {
    return checkpoints(work, samples, "2");
  }

  StoredCheckpoints checkpoints(Path work, String samples, String threads) {
    return checkpoints(LocalStorage.of(work), samples, threads);
  }

  StoredCheckpoints checkpoints(Storage storage, String samples, String threads) {
    Fingerprint fingerprint =
        new Fingerprint(
            Map.of("the training samples", samples),
            Map.of("the threads of an operation", threads));
    return new StoredCheckpoints(storage, "checkpoints", fingerprint, messages::add);
  }

  static List<Path> files(Path work) throws Exception {
    try (var entries = Files.list(work.resolve("checkpoints"))) {
      return entries.sorted().toList();
    }
  }
}
