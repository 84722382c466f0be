package org.wordsight.train;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.exchange.Gang;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.tensor.Tensor;

/** Gangs of threads that train an adapter of 13,056 numbers: four blocks, the last one shorter. */
abstract class GangFixture {
  static final LanguageShape SHAPE = new LanguageShape("qwen2", 4, 64, 64, 32, 96);
  static final AdapterLayout LAYOUT =
      new AdapterLayout(SHAPE, 4, TargetModules.languageProjections(SHAPE));
  static final Fingerprint WORK = new Fingerprint(Map.of("the student's weights", "a"));

  /** Moves every parameter towards a number of its own. A shard's part depends on its samples. */
  static class Fake implements ShardGradients {
    private float[] parameters;

    @Override
    public void use(Tensor parameters_P) {
      this.parameters = parameters_P.toFloats();
    }

    @Override
    public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P) {
      return add(plan, step, shard, gradient_P, from -> {});
    }

    @Override
    public PendingLoss add(
        BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P, Progress progress) {
      FloatBuffer gradient = gradient_P.memory();
      List<Integer> samples =
          step.shards().get(shard).stream().flatMap(batch -> batch.samples().stream()).toList();
      double loss = 0;
      int end = parameters.length;
      for (int start = end - 3000; end > 0; start -= 3000) {
        for (int i = Math.max(0, start); i < end; i++) {
          for (int sample : samples) {
            float distance = parameters[i] - (float) Math.sin(i + 7 * sample);
            gradient.put(i, gradient.get(i) + distance / step.targets());
            loss += 0.5 * distance * distance;
          }
        }
        end = Math.max(0, start);
        progress.finished(end);
      }
      ShardLoss done = new ShardLoss(loss, List.of());
      return () -> done;
    }

    @Override
    public ShardLoss loss(List<TrainingExample> examples, BatchPlan.MicroBatch batch) {
      return new ShardLoss(parameters[batch.samples().get(0)] / 3.0, List.of());
    }

    @Override
    public void close() {}
  }

  record Run(String sha256, List<StepRecord> records, Optional<Double> validationLoss) {
    static Run of(Trainer.Result result, StepLedger ledger) {
      return new Run(
          PeftFolder.sha256(result.adapter(), KeyLayout.NEW),
          ledger.records().stream().map(GangFixture::withoutTime).toList(),
          result.validationLoss());
    }
  }

  static StepRecord withoutTime(StepRecord record) {
    return new StepRecord(
        record.step(),
        record.epoch(),
        record.loss(),
        record.gradientNorm(),
        record.learningRate(),
        record.targetTokens(),
        record.sampleIds(),
        0,
        record.attempt(),
        record.adapterSha256(),
        Optional.empty(),
        record.validationLoss());
  }

  static List<TrainingExample> examples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new TrainingExample("s" + i, new int[6 + i % 5], 4))
        .toList();
  }

  static TrainingSettings settings(GradientPrecision precision) {
    return new TrainingSettings(2, 1e-2, Schedule.LINEAR, 0, 12, 8, 16, 1.0, 0, precision, 42);
  }

  static Trainer trainer(
      GradientPrecision precision, CheckpointStore checkpoints, StepJournal journal) {
    TrainingSettings settings = settings(precision);
    return new Trainer(
        settings,
        BatchPlan.seeded(examples(30), settings),
        examples(9),
        Adapter.initial(LAYOUT, 1, 42),
        checkpoints,
        2,
        journal);
  }

  static Run alone(GradientPrecision precision) {
    try (StepLedger ledger = StepLedger.inMemory();
        HeldState held = new HeldState()) {
      Trainer trainer = trainer(precision, CheckpointStore.none(), ledger);
      Vectors vectors = held.vectors(new CpuBackend(ActivationType.FLOAT32));
      return Run.of(trainer.run(new Fake(), held, vectors), ledger);
    }
  }

  static Run member(
      Gang gang,
      GradientPrecision precision,
      boolean shardOptimizer,
      HeldState held,
      StepLedger ledger,
      ShardGradients gradients) {
    Trainer trainer = trainer(precision, CheckpointStore.none(), ledger);
    GangLink link = new GangLink(gang, WORK, held, shardOptimizer);
    Vectors vectors = held.vectors(new CpuBackend(ActivationType.FLOAT32));
    return Run.of(trainer.run(gradients, link, vectors), ledger);
  }
}
