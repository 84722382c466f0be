package org.wordsight.generate;

import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.DecoderConfig;

/**
 * The memory that answering takes beside the weights, before prompts are known. The figures are the
 * same as those that decide how many rows are admitted, without images.
 */
public final class AnswerMemory {
  private AnswerMemory() {}

  /**
   * The most bytes on a CPU, if every row is as long as the model allows, within the budget of a
   * CPU.
   *
   * @param rows the rows that are answered at a time
   */
  public static long mostBytes(DecoderConfig config, int rows) {
    Backend cpu = new CpuBackend(ActivationType.FLOAT32);
    int positions = config.maximumPositions();
    double all =
        readingBytes(config, rows, positions, cpu)
            + rows * (double) plan(config, cpu).rowBytes(positions);
    return (long) Math.min(all, CpuBackend.ANSWER_BUDGET_BYTES);
  }

  /**
   * The bytes that rows hold: keys and values, logits, and the sampler's float64 copies of logits.
   *
   * @param rows the rows that are answered at a time
   * @param positions of prompt and answer
   */
  public static long rowsBytes(DecoderConfig config, int rows, int positions, Backend backend) {
    return rows * plan(config, backend).rowBytes(positions);
  }

  /**
   * The bytes that reading the prompts of these rows takes: embeddings, and the widest window with
   * its attention scores.
   *
   * @param rows of a group
   * @param positions of a prompt
   */
  public static long readingBytes(DecoderConfig config, int rows, int positions, Backend backend) {
    return plan(config, backend).readingBytes(positions, (long) rows * positions);
  }

  /** A plan for figures only, by which no rows are admitted. */
  private static MemoryPlan plan(DecoderConfig config, Backend backend) {
    return MemoryPlan.of(config, backend, 0);
  }
}
