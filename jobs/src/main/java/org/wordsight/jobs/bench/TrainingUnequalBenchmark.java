package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.train.StepRecord;
import org.wordsight.train.TrainingExample;

/**
 * LoRA steps on completion-only samples of unequal lengths, compared with TRL's trainer and PEFT at
 * their best settings. Tokens are counted without padding. Memory is compared where layers are
 * computed twice, as under gradient checkpointing. Our side's time is divided into products and the
 * rest.
 */
record TrainingUnequalBenchmark(int samples, int promptFrom, int promptTo)
    implements SpeedBenchmark {
  private static final int TARGETS_FROM = 20;
  private static final int TARGETS_TO = 60;

  /** Samples in an order without a pattern. */
  private static final int PROMPT_STRIDE = 3;

  private static final int TARGETS_STRIDE = 5;

  private static final int WARM_UPS = 1;

  /** A budget that keeps nothing for backward. */
  private static final long KEEP_NOTHING = 1;

  /** The number of samples in the recorded step. */
  private static final int RECORDED = 4;

  /** The most tokens of one pass, where memory is measured. */
  private static final int FEW_TOKENS = 600;

  static TrainingUnequalBenchmark standard() {
    return new TrainingUnequalBenchmark(8, 150, 500);
  }

  @Override
  public String name() {
    return "training-unequal";
  }

  @Override
  public String summary() {
    return "LoRA steps of --model: %s, beside TRL".formatted(work());
  }

  private String work() {
    return "%d samples with prompts of %d to %d tokens and %d to %d targets"
        .formatted(samples, promptFrom, promptTo, TARGETS_FROM, TARGETS_TO);
  }

  @Override
  public void run(BenchSession session) {
    List<TrainingExample> examples;
    BenchCase kept = of("layers kept");
    BenchCase twice = of("layers computed twice");
    MemoryOverWeights memory = MemoryOverWeights.beforeLoading(session.model());
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.LEARN)) {
      examples = examples(model.decoder().config().vocabularySize());
      Measuring measuring = new Measuring(session, model, memory);
      // Memory first: the library keeps blocks of earlier work.
      measuring.measure(twice, steps(session, examples, FEW_TOKENS, KEEP_NOTHING), 1);
      int most = session.options().steps().microBatchTokens();
      LoraSteps steps = steps(session, examples, most, 0);
      measuring.measure(kept, steps, session.options().runs().repetitions());
      divide(session, model, examples);
    }

    session.peer("training_trl.py", List.of(kept), forPeer(session, kept, examples, false));
    session.peer("training_trl.py", List.of(twice), forPeer(session, twice, examples, true));
  }

  private static LoraSteps steps(
      BenchSession session, List<TrainingExample> examples, int passTokens, long budgetBytes) {
    int shards = session.options().steps().shards();
    return new LoraSteps(examples, shards, passTokens, budgetBytes);
  }

  private BenchCase of(String how) {
    return BenchCase.of(
        work() + ", " + how,
        "tokens/s",
        Map.of(
            "batch", samples,
            "rank", LoraSteps.RANK,
            "alpha", LoraSteps.ALPHA,
            "dropout", LoraSteps.DROPOUT,
            "targets", "language-projections"));
  }

  private record Measuring(BenchSession session, LoadedModel model, MemoryOverWeights memory) {
    void measure(BenchCase of, LoraSteps steps, int repetitions) {
      session.message(of.name());
      Map<String, Object> facts = new TreeMap<>();
      facts.put("mebibytes_over_weights_before", memory.mebibytes(Machine.residentBytes()));
      List<StepRecord> records = new ArrayList<>();
      OptionalLong most =
          memory.mostDuring(() -> records.addAll(steps.run(model, WARM_UPS + repetitions)));
      most.ifPresent(mebibytes -> facts.put("mebibytes_over_weights", mebibytes));
      facts.put("tokens", steps.tokens());
      facts.put("logical_shards", steps.shards());
      facts.put("micro_batch_tokens", steps.microBatchTokens());
      facts.put("first_loss", records.get(0).loss());
      facts.put("heap_mebibytes", Runtime.getRuntime().totalMemory() >> 20);
      session.ours(
          of.with(facts),
          WARM_UPS,
          records.stream().skip(WARM_UPS).map(step -> steps.tokens() / step.seconds()).toList());
    }
  }

  /** A step of some samples by one thread, of which the library records every operation. */
  private void divide(BenchSession session, LoadedModel model, List<TrainingExample> examples) {
    BenchCase of =
        BenchCase.of(
            "time of a step in matrix products, one thread", "share", Map.of("samples", RECORDED));
    session.message(of.name());
    List<TrainingExample> some = examples.subList(0, Math.min(RECORDED, examples.size()));
    int most = session.options().steps().microBatchTokens();
    RecordedStep recorded = RecordedStep.of(model, new LoraSteps(some, 1, most, 0));
    session.ours(of.with(recorded.facts()), 0, List.of(recorded.shareOfProducts()));
  }

  private static Map<String, Object> forPeer(
      BenchSession session, BenchCase of, List<TrainingExample> examples, boolean checkpointing) {
    Map<String, Object> settings = LoraSteps.forPeer(session, examples);
    settings.put("case", of.name());
    settings.put("checkpointing", checkpointing);
    settings.put("batch_sizes", checkpointing ? List.of(1) : List.of(1, 2));
    return settings;
  }

  /** Samples of random tokens. Their content does not change the time. */
  List<TrainingExample> examples(int vocabularySize) {
    SplittableRandom random = new SplittableRandom(LoraSteps.SEED);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      int prompt = spread(promptFrom, promptTo, i * PROMPT_STRIDE % samples);
      int targets = spread(TARGETS_FROM, TARGETS_TO, i * TARGETS_STRIDE % samples);
      int[] ids = random.ints(prompt + targets, vocabularySize / 10, vocabularySize).toArray();
      examples.add(new TrainingExample("sample " + i, ids, prompt));
    }

    return examples;
  }

  private int spread(int from, int to, int place) {
    return from + (samples == 1 ? 0 : (to - from) * place / (samples - 1));
  }
}
