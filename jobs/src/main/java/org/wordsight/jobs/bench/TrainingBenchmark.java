package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.train.StepRecord;
import org.wordsight.train.TrainingExample;

/** LoRA steps with the paper's adapter, compared with PEFT on the same samples. */
final class TrainingBenchmark implements SpeedBenchmark {
  private static final int BATCH = 16;
  private static final int TOKENS = 256;
  private static final int TARGETS = 26;
  private static final int SHARDS = 4;
  private static final int WARM_UPS = 2;

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
            "batch %d, %d tokens, rank %d".formatted(BATCH, TOKENS, LoraSteps.RANK),
            "tokens/s",
            Map.of(
                "batch",
                BATCH,
                "tokens",
                TOKENS,
                "target_tokens",
                TARGETS,
                "rank",
                LoraSteps.RANK,
                "alpha",
                LoraSteps.ALPHA,
                "dropout",
                LoraSteps.DROPOUT,
                "targets",
                "language-projections",
                "rows_at_once",
                BATCH / SHARDS));
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.LEARN)) {
      examples = examples(model.decoder().config().vocabularySize());
      List<StepRecord> steps =
          new LoraSteps(examples, SHARDS, BATCH * TOKENS, 0)
              .run(model, WARM_UPS + session.options().runs().repetitions());
      session.ours(
          of.with(Map.of("logical_shards", SHARDS, "first_loss", steps.get(0).loss())),
          WARM_UPS,
          steps.stream().skip(WARM_UPS).map(step -> BATCH * TOKENS / step.seconds()).toList());
    }
    Map<String, Object> settings = LoraSteps.forPeer(session, examples);
    settings.put("case", of.name());
    settings.put("first_target", TOKENS - TARGETS);
    settings.put("rows_at_once", BATCH / SHARDS);
    settings.put("warm_ups", WARM_UPS);
    session.peer("training.py", List.of(of), settings);
  }

  /** Samples of random tokens. Their content does not change the time. */
  private static List<TrainingExample> examples(int vocabularySize) {
    SplittableRandom random = new SplittableRandom(LoraSteps.SEED);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      int[] ids = random.ints(TOKENS, vocabularySize / 10, vocabularySize).toArray();
      examples.add(new TrainingExample("sample " + i, ids, TOKENS - TARGETS));
    }
    return examples;
  }
}
