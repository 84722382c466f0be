package org.wordsight.train;

import org.wordsight.lora.LanguageShape;

/**
 * How many layers keep what their backward needs; the forward of the others is computed twice,
 * which costs up to a third of the time but no bit of the result.
 */
final class KeptLayers {
  private KeptLayers() {}

  /**
   * @param tokens of the forward pass
   * @param budgetBytes for all that is kept
   */
  static int count(LanguageShape shape, int rank, long tokens, long budgetBytes) {
    return (int) Math.min(shape.layers(), budgetBytes / (tokens * bytesPerToken(shape, rank)));
  }

  /** What a layer keeps for one token: activations in float32, and the dropout masks. */
  static long bytesPerToken(LanguageShape shape, int rank) {
    long hidden = shape.hiddenWidth();
    long query = shape.queryWidth();
    long keyValue = shape.keyValueWidth();
    long feedForward = shape.feedForwardWidth();
    long floats = 2 * hidden + 2 * query + 3 * keyValue + 2 * feedForward + 7L * rank + 2;
    return Float.BYTES * floats + 5 * hidden + query + feedForward;
  }
}
