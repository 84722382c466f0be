package org.wordsight.train;

import org.wordsight.lora.LanguageShape;
import org.wordsight.model.layer.Backend;

/**
 * Decides how many layers keep the values that their backward pass needs. The forward of the other
 * layers is computed twice. That costs up to a third of the time, but changes no bit of the result.
 */
final class KeptLayers {
  private KeptLayers() {}

  /**
   * @param tokens of the forward pass
   * @param budgetBytes the memory for all kept values
   */
  static int count(LanguageShape shape, int rank, long tokens, Backend backend, long budgetBytes) {
    int bytesOfNumber = backend.activation().bytes();
    long layer = tokens * bytesPerToken(shape, rank, bytesOfNumber, backend.keepsDropoutMasks());
    return (int) Math.min(shape.layers(), budgetBytes / layer);
  }

  /** The bytes that a layer keeps for one token: activations, and dropout's masks if they stay. */
  static long bytesPerToken(LanguageShape shape, int rank, int bytesOfNumber, boolean keepsMasks) {
    return activationBytes(shape, rank, bytesOfNumber) + (keepsMasks ? maskBytes(shape) : 0);
  }

  private static long activationBytes(LanguageShape shape, int rank, int bytesOfNumber) {
    long hidden = shape.hiddenWidth();
    long query = shape.queryWidth();
    long keyValue = shape.keyValueWidth();
    long feedForward = shape.feedForwardWidth();
    long numbers = 2 * hidden + 2 * query + 3 * keyValue + 2 * feedForward + 7L * rank + 2;
    return bytesOfNumber * numbers;
  }

  private static long maskBytes(LanguageShape shape) {
    return 5L * shape.hiddenWidth() + shape.queryWidth() + shape.feedForwardWidth();
  }

  /**
   * The bytes that a layer takes for one token while it is computed, forward or backward: what it
   * keeps, and as much as masks take for inputs after dropout and other values that it soon frees.
   */
  static long computedBytesPerToken(LanguageShape shape, int rank, int bytesOfNumber) {
    return activationBytes(shape, rank, bytesOfNumber) + maskBytes(shape);
  }
}
