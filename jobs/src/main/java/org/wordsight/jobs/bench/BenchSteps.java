package org.wordsight.jobs.bench;

import org.wordsight.config.Range;
import org.wordsight.config.TrainingConfig;
import org.wordsight.error.WordsightException;

/**
 * How a benchmark of training computes a step.
 *
 * @param shards logical shards of a step
 * @param microBatchTokens the most tokens of one forward pass
 */
public record BenchSteps(int shards, int microBatchTokens) {
  /** Four shards of 8,192 tokens at a time. */
  public static final BenchSteps DEFAULT = new BenchSteps(4, 8192);

  public BenchSteps {
    require("--shards", TrainingConfig.LOGICAL_SHARDS, shards);
    require("--micro-batch-tokens", TrainingConfig.MICRO_BATCH_TOKENS, microBatchTokens);
  }

  private static void require(String option, Range range, int number) {
    if (!range.holds().test(number)) {
      throw WordsightException.usage(
          "Cannot run a benchmark: %s is %d, expected %s. Change it."
              .formatted(option, number, range.words()));
    }
  }
}
