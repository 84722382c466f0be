package org.wordsight.jobs.bench;

import org.wordsight.config.TrainingConfig;

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
    BenchRule.require("--shards", shards, TrainingConfig.LOGICAL_SHARDS);
    BenchRule.require("--micro-batch-tokens", microBatchTokens, TrainingConfig.MICRO_BATCH_TOKENS);
  }
}
