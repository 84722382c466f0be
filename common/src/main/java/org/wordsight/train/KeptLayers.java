package org.wordsight.train;

import org.wordsight.lora.LanguageShape;

/**
 * Decides how many layers keep the values that their backward pass needs. The forward of the other
 * layers is computed twice. That costs up to a third of the time, but changes no bit of the result.
 */
final class KeptLayers {
  private KeptLayers() {}

  /**
   * @param tokens of the forward pass
   * @param bytesOfNumber bytes of one activation
   * @param budgetBytes the memory for all kept values
   */
  static int count(
      LanguageShape shape, int rank, long tokens, int bytesOfNumber, long budgetBytes) {
    long layer = tokens * bytesPerToken(shape, rank, bytesOfNumber);
    return (int) Math.min(shape.layers(), budgetBytes / layer);
  }

  /** The bytes that a layer keeps for one token: activations, and the dropout masks. */
  static long bytesPerToken(LanguageShape shape, int rank, int bytesOfNumber) {
    long hidden = shape.hiddenWidth();
    long query = shape.queryWidth();
    long keyValue = shape.keyValueWidth();
    long feedForward = shape.feedForwardWidth();
    long numbers = 2 * hidden + 2 * query + 3 * keyValue + 2 * feedForward + 7L * rank + 2;
    return bytesOfNumber * numbers + 5 * hidden + query + feedForward;
  }
}
