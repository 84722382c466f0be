package org.wordsight.jobs.bench;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.LoadedModel;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.CheckpointStore;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StepRecord;
import org.wordsight.train.Trainer;
import org.wordsight.train.TrainingExample;
import org.wordsight.train.TrainingSettings;

/**
 * LoRA steps with the paper's adapter on the same samples each time.
 *
 * @param shards logical shards of a step
 * @param microBatchTokens tokens of one forward pass
 * @param memoryBudgetBytes for what backward needs; 0 for the default, 1 to compute every layer
 *     twice
 */
record LoraSteps(
    List<TrainingExample> samples, int shards, int microBatchTokens, long memoryBudgetBytes) {
  static final int RANK = 32;
  static final double ALPHA = 16;
  static final double DROPOUT = 0.05;
  static final double LEARNING_RATE = 2e-5;
  static final int SEED = 42;

  /** Trains a new adapter for some steps; gives their records. */
  List<StepRecord> run(LoadedModel model, int steps) {
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    AdapterLayout layout = new AdapterLayout(shape, RANK, TargetModules.languageProjections(shape));
    TrainingSettings settings =
        new TrainingSettings(
            1,
            LEARNING_RATE,
            Schedule.LINEAR,
            0,
            samples.size(),
            shards,
            microBatchTokens,
            1.0,
            DROPOUT,
            SEED);
    List<Integer> all = IntStream.range(0, samples.size()).boxed().toList();
    try (StepLedger ledger = StepLedger.inMemory()) {
      new Trainer(
              settings,
              BatchPlan.given(samples, settings, Collections.nCopies(steps, all)),
              List.of(),
              Adapter.initial(layout, ALPHA, SEED),
              CheckpointStore.none(),
              steps,
              ledger)
          .run(model.decoder(), memoryBudgetBytes);
      return ledger.records();
    }
  }

  /** The tokens of all samples. */
  long tokens() {
    return samples.stream().mapToLong(sample -> sample.ids().length).sum();
  }
}
