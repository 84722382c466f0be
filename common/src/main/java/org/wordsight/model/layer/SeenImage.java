package org.wordsight.model.layer;

import org.wordsight.tensor.Tensor;

/**
 * An image for the cross-attention layers.
 *
 * @param states_AD the vision part's states for the image
 * @param seen the number of these states, from the first on, that belong to the picture; the rest
 *     are padding
 * @param reach the tokens of the prompt that attend to the image
 */
public record SeenImage(Tensor states_AD, int seen, Reach reach) {

  /**
   * Consecutive tokens, by their place in the prompt.
   *
   * @param to the token after the last; {@link Integer#MAX_VALUE} if all later tokens belong to it,
   *     those of the answer too
   */
  public record Reach(int from, int to) {
    public boolean includes(int token) {
      return from <= token && token < to;
    }
  }
}
