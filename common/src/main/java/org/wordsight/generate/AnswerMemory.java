package org.wordsight.generate;

import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.DecoderConfig;

/** Computes the most memory that answering takes beside the weights, whatever the prompts are. */
public final class AnswerMemory {
  private AnswerMemory() {}

  /**
   * The most bytes, in float32: every row is as long as the model allows, within the budget of
   * {@link TextGenerator}.
   *
   * @param rows that are answered at a time
   */
  public static long mostBytes(DecoderConfig config, int rows) {
    long keyValues = 2L * config.layerCount() * config.keyValueWidth() * Float.BYTES;
    long choice = (long) config.vocabularySize() * (Float.BYTES + 4L * Double.BYTES);
    long wide =
        4L * config.intermediateSize() + 6L * config.hiddenSize() + 4L * config.queryWidth();
    long scores = (long) config.headCount() * config.maximumPositions();
    long once =
        Float.BYTES
            * (CpuBackend.WINDOW * (wide + scores)
                + (long) MemoryPlan.embeddedAtOnce(CpuBackend.WINDOW) * config.hiddenSize());
    double all = once + (double) rows * (keyValues * config.maximumPositions() + choice);
    return (long) Math.min(all, TextGenerator.DEFAULT_BUDGET_BYTES);
  }
}
