package org.wordsight.model.layer;

import org.wordsight.tensor.Tensor;

/**
 * An image that a prompt's tokens look at.
 *
 * @param states_AD what it offers to look at
 * @param seen how many of these, from the first on, belong to the picture; the rest is what the
 *     vision part makes of nothing
 * @param from the first of the prompt's tokens that looks at it
 * @param to the token behind the last; {@link Integer#MAX_VALUE} if all that follow do, those of
 *     the answer too
 */
public record SeenImage(Tensor states_AD, int seen, int from, int to) {
  boolean isSeenAt(int token) {
    return from <= token && token < to;
  }
}
