package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.train.StepRecord;
import org.wordsight.train.TrainingExample;

/**
 * LoRA steps of two shapes. In the first, all samples have one length. In the second, the lengths
 * of samples and targets differ as in the paper. The token ids are random. The adapter's hash after
 * the last step shows whether two runs gave the same bits.
 *
 * @param equal samples of one length
 * @param unequal samples of different lengths
 */
record LoraStepBenchmark(Shape equal, Shape unequal) implements SpeedBenchmark {
  private static final int WARM_UPS = 2;

  /** A budget that keeps nothing for backward. */
  private static final long KEEP_NOTHING = 1;

  /**
   * The samples of a step. Their lengths are spread evenly over the range, in an order without a
   * pattern. {@code docs/bench/gpu_peer.py} makes the same lengths.
   *
   * @param tokens of a sample, targets included
   */
  record Shape(int samples, Range tokens, Range targets) {
    private static final int TOKENS_STRIDE = 37;
    private static final int TARGETS_STRIDE = 29;

    List<TrainingExample> examples(int vocabularySize) {
      SplittableRandom random = new SplittableRandom(LoraSteps.SEED);
      List<TrainingExample> examples = new ArrayList<>();
      for (int i = 0; i < samples; i++) {
        int length = tokens.at(i * TOKENS_STRIDE % samples, samples);
        int targetCount = targets.at(i * TARGETS_STRIDE % samples, samples);
        int[] ids = random.ints(length, vocabularySize / 10, vocabularySize).toArray();
        examples.add(new TrainingExample("sample " + i, ids, length - targetCount));
      }
      return examples;
    }

    @Override
    public String toString() {
      return "%d samples of %s tokens, %s targets".formatted(samples, tokens, targets);
    }
  }

  /** Both ends are included. */
  record Range(int from, int to) {
    /** One of {@code count} numbers that are spread evenly from the first to the last. */
    int at(int place, int count) {
      return from + (count == 1 ? 0 : (to - from) * place / (count - 1));
    }

    @Override
    public String toString() {
      return from == to ? String.valueOf(from) : from + " to " + to;
    }
  }

  static LoraStepBenchmark standard() {
    return new LoraStepBenchmark(
        new Shape(16, new Range(512, 512), new Range(51, 51)),
        new Shape(64, new Range(150, 450), new Range(20, 60)));
  }

  @Override
  public String name() {
    return "lora-step";
  }

  @Override
  public String summary() {
    return "LoRA steps of --model: %s; %s".formatted(equal, unequal);
  }

  @Override
  public void run(BenchSession session) {
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.LEARN)) {
      measure(session, model, equal, "layers computed twice", KEEP_NOTHING);
      measure(session, model, equal, "layers kept", 0);
      measure(session, model, unequal, "layers kept", 0);
    }
  }

  private void measure(
      BenchSession session, LoadedModel model, Shape shape, String how, long memoryBudgetBytes) {
    LoraSteps steps =
        new LoraSteps(
            shape.examples(model.decoder().config().vocabularySize()),
            session.options().steps().shards(),
            session.options().steps().microBatchTokens(),
            memoryBudgetBytes);
    BenchCase of =
        BenchCase.of(
            "%s, %s".formatted(shape, how),
            "tokens/s",
            Map.of(
                "batch", shape.samples(),
                "tokens", steps.tokens(),
                "rank", LoraSteps.RANK,
                "alpha", LoraSteps.ALPHA,
                "dropout", LoraSteps.DROPOUT,
                "logical_shards", steps.shards(),
                "micro_batch_tokens", steps.microBatchTokens()));
    session.message(of.name());
    session.startOfCase();
    List<StepRecord> records = steps.run(model, WARM_UPS + session.options().runs().repetitions());
    List<Double> seconds = records.stream().skip(WARM_UPS).map(StepRecord::seconds).toList();
    Map<String, Object> facts = new TreeMap<>();
    facts.put("seconds", BenchSession.median(seconds));
    facts.put("first_loss", records.get(0).loss());
    facts.put("last_loss", records.get(records.size() - 1).loss());
    facts.put("adapter_sha256", records.get(records.size() - 1).adapterSha256());
    model.backend().operatorProblem().ifPresent(it -> facts.put("operator_problem", it));
    session.ours(
        of.with(facts), WARM_UPS, seconds.stream().map(each -> steps.tokens() / each).toList());
    session.profile(of.name(), () -> steps.run(model, WARM_UPS));
  }
}
