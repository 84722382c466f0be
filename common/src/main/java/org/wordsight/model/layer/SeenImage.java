package org.wordsight.model.layer;

import org.wordsight.tensor.Tensor;

/**
 * An image that tokens look at in the layers made for it.
 *
 * @param states_AD what it offers to look at
 * @param seen how many of these, from the first on, belong to the picture; the rest is what the
 *     vision part makes of nothing
 * @param reach the tokens of its prompt that look at it
 */
public record SeenImage(Tensor states_AD, int seen, Reach reach) {

  /**
   * Tokens that follow one another, by their place in the prompt.
   *
   * @param to the token behind the last; {@link Integer#MAX_VALUE} where all that follow belong to
   *     it, those of the answer too
   */
  public record Reach(int from, int to) {
    public boolean includes(int token) {
      return from <= token && token < to;
    }
  }
}
