package org.wordsight.train;

import org.wordsight.config.TrainingConfig.Schedule;

/**
 * Hugging Face's schedules. The rate rises from 0 over the warmup. It is then constant, or falls to
 * 0 after the last step.
 */
public record LearningRate(Schedule schedule, double peak, int warmupSteps, int totalSteps) {

  /**
   * The learning rate of a step.
   *
   * @param index from 0
   */
  public double at(int index) {
    if (index < warmupSteps) {
      return peak * index / warmupSteps;
    }
    return switch (schedule) {
      case CONSTANT -> peak;
      case LINEAR -> peak * Math.max(0, totalSteps - index) / Math.max(1, totalSteps - warmupSteps);
    };
  }
}
