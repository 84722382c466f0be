package org.wordsight.config;

import static org.wordsight.config.KeyKind.COMPUTATION;

/**
 * The settings of GPUs. CPUs do not use them.
 *
 * @param answerBudgetBytes memory beside the weights for keys, values and activations of answers.
 *     It decides how many rows are answered at a time. 0 takes most of the free memory
 */
public record GpuConfig(long answerBudgetBytes) {
  static GpuConfig read(Section section) {
    return new GpuConfig(
        section.wholeLong(COMPUTATION, "answerBudgetBytes", 0, Range.whole(0, 1L << 60)));
  }
}
