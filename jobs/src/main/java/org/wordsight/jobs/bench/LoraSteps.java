package org.wordsight.jobs.bench;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.NewAdapter;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.LoadedModel;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.CheckpointStore;
import org.wordsight.train.GangLink;
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
    List<TrainingExample> samples,
    int shards,
    int microBatchTokens,
    long memoryBudgetBytes,
    Recipe recipe) {
  static final int RANK = 32;
  static final double ALPHA = 16;
  static final double DROPOUT = 0.05;
  static final double LEARNING_RATE = 2e-5;
  static final double MAXIMUM_GRADIENT_NORM = 1;
  static final int SEED = 42;

  /**
   * How the adapter learns.
   *
   * @param learningRate of the first step; it falls in a line to 0
   */
  record Recipe(double learningRate, double dropout) {
    static final Recipe OF_THE_PAPER = new Recipe(LEARNING_RATE, DROPOUT);
  }

  /** The adapter and the records after some steps. */
  record Trained(Adapter adapter, List<StepRecord> records) {}

  /** Steps with the recipe of the paper. */
  LoraSteps(
      List<TrainingExample> samples, int shards, int microBatchTokens, long memoryBudgetBytes) {
    this(samples, shards, microBatchTokens, memoryBudgetBytes, Recipe.OF_THE_PAPER);
  }

  /** The adapter that training begins with. */
  static NewAdapter initial(LoadedModel model) {
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    AdapterLayout layout = new AdapterLayout(shape, RANK, TargetModules.languageProjections(shape));
    return new NewAdapter(layout, ALPHA, SEED);
  }

  /** The settings with which a peer trains such an adapter on the same samples. */
  static Map<String, Object> forPeer(BenchSession session, List<TrainingExample> samples) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("model", session.model().toAbsolutePath().toString());
    settings.put("ids", samples.stream().map(TrainingExample::ids).toList());
    settings.put("first_targets", samples.stream().map(TrainingExample::firstTarget).toList());
    settings.put("rank", RANK);
    settings.put("alpha", ALPHA);
    settings.put("dropout", DROPOUT);
    settings.put("learning_rate", LEARNING_RATE);
    return settings;
  }

  /** Trains a new adapter for some steps; gives their records. */
  List<StepRecord> run(LoadedModel model, int steps) {
    return train(model, steps).records();
  }

  /** Trains a new adapter for some steps. */
  Trained train(LoadedModel model, int steps) {
    return train(model, steps, Optional.empty());
  }

  /**
   * Trains a new adapter for some steps, together with other workers if there is a link to them.
   * Only the worker of rank 0 has the records.
   */
  Trained train(LoadedModel model, int steps, Optional<GangLink> link) {
    TrainingSettings settings =
        new TrainingSettings(
            1,
            recipe.learningRate(),
            Schedule.LINEAR,
            0,
            samples.size(),
            shards,
            microBatchTokens,
            MAXIMUM_GRADIENT_NORM,
            recipe.dropout(),
            SEED);
    List<Integer> all = IntStream.range(0, samples.size()).boxed().toList();
    try (StepLedger ledger = StepLedger.inMemory()) {
      Trainer trainer =
          new Trainer(
              settings,
              BatchPlan.given(samples, settings, Collections.nCopies(steps, all)),
              List.of(),
              initial(model),
              CheckpointStore.none(),
              steps,
              ledger);
      Trainer.Result result =
          link.isPresent()
              ? trainer.run(model.decoder(), memoryBudgetBytes, link.get())
              : trainer.run(model.decoder(), memoryBudgetBytes);
      return new Trained(result.adapter(), ledger.records());
    }
  }

  /** The tokens of all samples. */
  long tokens() {
    return samples.stream().mapToLong(sample -> sample.ids().length).sum();
  }
}
