package org.wordsight.config;

import static org.wordsight.config.KeyKind.COMPUTATION;

import java.util.OptionalInt;

/**
 * The settings of GPUs. CPUs do not use them.
 *
 * @param device the number of this machine's GPU on which a run without a cluster computes; absent
 *     for the CPU. On a cluster, Spark gives GPUs to executors
 * @param answerBudgetBytes memory beside the weights for keys, values and activations of answers.
 *     It decides how many rows are answered at a time. 0 takes most of the free memory
 */
public record GpuConfig(OptionalInt device, long answerBudgetBytes) {
  /** The key that names the device. */
  public static final String DEVICE = "gpu.device";

  static GpuConfig read(Section section) {
    return new GpuConfig(
        section.optionalWhole(COMPUTATION, "device", Range.whole(0, 9_999)),
        section.wholeLong(COMPUTATION, "answerBudgetBytes", 0, Range.whole(0, 1L << 60)));
  }
}
