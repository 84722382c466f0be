package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.CheckpointStore;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StepRecord;
import org.wordsight.train.Trainer;
import org.wordsight.train.TrainingExample;
import org.wordsight.train.TrainingSettings;

/** LoRA steps with the paper's adapter, compared with PEFT on the same samples. */
final class TrainingBenchmark implements SpeedBenchmark {
  private static final int BATCH = 16;
  private static final int TOKENS = 256;
  private static final int TARGETS = 26;
  private static final int RANK = 32;
  private static final double ALPHA = 16;
  private static final double DROPOUT = 0.05;
  private static final double LEARNING_RATE = 2e-5;
  private static final int SHARDS = 4;
  private static final int WARM_UPS = 2;
  private static final int SEED = 42;

  @Override
  public String name() {
    return "training";
  }

  @Override
  public String summary() {
    return "LoRA steps of --model, 16 samples of 256 tokens, tokens/s, beside PEFT";
  }

  @Override
  public void run(BenchSession session) {
    List<TrainingExample> examples;
    BenchCase of =
        BenchCase.of(
            "batch %d, %d tokens, rank %d".formatted(BATCH, TOKENS, RANK),
            "tokens/s",
            Map.of(
                "batch",
                BATCH,
                "tokens",
                TOKENS,
                "target_tokens",
                TARGETS,
                "rank",
                RANK,
                "alpha",
                ALPHA,
                "dropout",
                DROPOUT,
                "targets",
                "language-projections",
                "rows_at_once",
                BATCH / SHARDS));
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.LEARN)) {
      examples = examples(model.decoder().config().vocabularySize());
      List<StepRecord> steps = steps(session, model, examples);
      session.ours(
          of.with(Map.of("logical_shards", SHARDS, "first_loss", steps.get(0).loss())),
          WARM_UPS,
          steps.stream().skip(WARM_UPS).map(step -> BATCH * TOKENS / step.seconds()).toList());
    }
    session.peer(
        "training.py",
        List.of(of),
        Map.of(
            "case",
            of.name(),
            "model",
            session.model().toAbsolutePath().toString(),
            "ids",
            examples.stream().map(TrainingExample::ids).toList(),
            "first_target",
            TOKENS - TARGETS,
            "rank",
            RANK,
            "alpha",
            ALPHA,
            "dropout",
            DROPOUT,
            "learning_rate",
            LEARNING_RATE,
            "rows_at_once",
            BATCH / SHARDS,
            "warm_ups",
            WARM_UPS));
  }

  private static List<StepRecord> steps(
      BenchSession session, LoadedModel model, List<TrainingExample> examples) {
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    AdapterLayout layout = new AdapterLayout(shape, RANK, TargetModules.languageProjections(shape));
    TrainingSettings settings =
        new TrainingSettings(
            1,
            LEARNING_RATE,
            Schedule.LINEAR,
            0,
            BATCH,
            SHARDS,
            BATCH * TOKENS,
            1.0,
            DROPOUT,
            SEED);
    List<Integer> all = IntStream.range(0, BATCH).boxed().toList();
    int steps = WARM_UPS + session.options().repetitions();
    try (StepLedger ledger = StepLedger.inMemory()) {
      new Trainer(
              settings,
              BatchPlan.given(examples, settings, Collections.nCopies(steps, all)),
              List.of(),
              Adapter.initial(layout, ALPHA, SEED),
              CheckpointStore.none(),
              steps,
              ledger)
          .run(model.decoder(), 0);
      return ledger.records();
    }
  }

  /** Samples of random tokens. Their content does not change the time. */
  private static List<TrainingExample> examples(int vocabularySize) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      int[] ids = random.ints(TOKENS, vocabularySize / 10, vocabularySize).toArray();
      examples.add(new TrainingExample("sample " + i, ids, TOKENS - TARGETS));
    }
    return examples;
  }
}
