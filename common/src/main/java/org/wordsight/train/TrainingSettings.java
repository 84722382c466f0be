package org.wordsight.train;

import java.io.Serializable;
import org.wordsight.config.TrainingConfig.Schedule;

/**
 * The settings that decide a training run's numbers, together with the model and the samples.
 *
 * @param epochs passes over the samples
 * @param learningRate the highest rate of the schedule
 * @param schedule the change of the learning rate after the warmup
 * @param warmupSteps steps of linear rise from 0
 * @param batchSize samples in an optimiser step
 * @param logicalShards parts of a step, a power of two; their gradients are summed in a fixed
 *     binary tree, so that the number of workers does not change the bits
 * @param microBatchTokens padded tokens of one forward pass; a longer sample runs alone
 * @param maximumGradientNorm gradients are scaled down to this global L2 norm
 * @param dropout the probability that an input of A is dropped
 * @param seed of the order of samples and of dropout
 */
public record TrainingSettings(
    int epochs,
    double learningRate,
    Schedule schedule,
    int warmupSteps,
    int batchSize,
    int logicalShards,
    int microBatchTokens,
    double maximumGradientNorm,
    double dropout,
    long seed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public TrainingSettings {
    require(epochs >= 1, "epochs", epochs, "1 or more");
    require(learningRate > 0 && learningRate < 1, "learningRate", learningRate, "in (0, 1)");
    require(warmupSteps >= 0, "warmupSteps", warmupSteps, "0 or more");
    require(batchSize >= 1, "batchSize", batchSize, "1 or more");
    require(
        logicalShards >= 1 && Integer.bitCount(logicalShards) == 1,
        "logicalShards",
        logicalShards,
        "a power of two");
    require(microBatchTokens >= 1, "microBatchTokens", microBatchTokens, "1 or more");
    require(maximumGradientNorm > 0, "maximumGradientNorm", maximumGradientNorm, "above 0");
    require(dropout >= 0 && dropout < 1, "dropout", dropout, "in [0, 1)");
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + rule);
    }
  }
}
