package org.wordsight.train;

import java.io.Serializable;
import org.wordsight.config.LoraConfig;
import org.wordsight.config.TrainingConfig;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.config.TrainingConfig.Schedule;

/**
 * The settings that decide a training run's numbers, together with the model and the samples.
 *
 * @param epochs passes over the samples
 * @param learningRate the highest rate of the schedule
 * @param schedule the change of the learning rate after the warmup
 * @param warmupSteps steps of linear rise from 0
 * @param batchSize samples in an optimiser step
 * @param logicalShards parts of a step, a power of two. Their gradients are summed in a fixed
 *     binary tree, so that the number of workers does not change the bits
 * @param microBatchTokens padded tokens of one forward pass; a longer sample runs alone
 * @param maximumGradientNorm gradients are scaled down to this global L2 norm
 * @param dropout the probability that an input of A is dropped
 * @param gradientPrecision the precision to which each shard's gradient is rounded before it is
 *     summed
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
    GradientPrecision gradientPrecision,
    long seed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public TrainingSettings {
    TrainingConfig.EPOCHS.require("epochs", epochs);
    TrainingConfig.LEARNING_RATE.require("learningRate", learningRate);
    TrainingConfig.WARMUP_STEPS.require("warmupSteps", warmupSteps);
    TrainingConfig.BATCH_SIZE.require("batchSize", batchSize);
    TrainingConfig.LOGICAL_SHARDS.require("logicalShards", logicalShards);
    TrainingConfig.MICRO_BATCH_TOKENS.require("microBatchTokens", microBatchTokens);
    TrainingConfig.GRADIENT_NORM.require("maximumGradientNorm", maximumGradientNorm);
    LoraConfig.DROPOUT.require("dropout", dropout);
  }

  /** With gradients of float32. */
  public TrainingSettings(
      int epochs,
      double learningRate,
      Schedule schedule,
      int warmupSteps,
      int batchSize,
      int logicalShards,
      int microBatchTokens,
      double maximumGradientNorm,
      double dropout,
      long seed) {
    this(
        epochs,
        learningRate,
        schedule,
        warmupSteps,
        batchSize,
        logicalShards,
        microBatchTokens,
        maximumGradientNorm,
        dropout,
        GradientPrecision.FLOAT32,
        seed);
  }
}
