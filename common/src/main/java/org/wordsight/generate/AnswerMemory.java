package org.wordsight.generate;

import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.DecoderConfig;

/** Computes the memory that answering takes beside the weights, whatever the prompts are. */
public final class AnswerMemory {
  private AnswerMemory() {}

  /**
   * The most bytes on a CPU: every row is as long as the model allows, within the budget of a CPU.
   *
   * @param rows that are answered at a time
   */
  public static long mostBytes(DecoderConfig config, int rows) {
    long wide =
        4L * config.intermediateSize() + 6L * config.hiddenSize() + 4L * config.queryWidth();
    long scores = (long) config.headCount() * config.maximumPositions();
    long once =
        Float.BYTES
            * (CpuBackend.WINDOW * (wide + scores)
                + (long) MemoryPlan.embeddedAtOnce(CpuBackend.WINDOW) * config.hiddenSize());
    double row = rowBytes(config, config.maximumPositions(), ActivationType.FLOAT32);
    return (long) Math.min(once + rows * row, CpuBackend.ANSWER_BUDGET_BYTES);
  }

  /**
   * The bytes of one row: keys and values, logits, and the sampler's float64 copies of them.
   *
   * @param positions of prompt and answer
   * @param type of keys and values
   */
  public static long rowBytes(DecoderConfig config, int positions, ActivationType type) {
    long keyValues = 2L * config.layerCount() * config.keyValueWidth() * type.bytes();
    long choice = (long) config.vocabularySize() * (Float.BYTES + 4L * Double.BYTES);
    return keyValues * positions + choice;
  }
}
