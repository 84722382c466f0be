package org.wordsight.train;

import java.io.Serializable;

/**
 * One tokenised sample: the ids of the prompt, then those of the target.
 *
 * @param id the sample's name in messages and tables
 * @param ids prompt and target without padding; not copied, and not to be changed
 * @param firstTarget index in {@code ids} of the first token with loss; all later tokens have loss
 *     too
 */
public record TrainingExample(String id, int[] ids, int firstTarget) implements Serializable {
  private static final long serialVersionUID = 1L;

  public TrainingExample {
    if (firstTarget < 1 || firstTarget >= ids.length) {
      throw new IllegalArgumentException(
          "Sample "
              + id
              + " has its first target at "
              + firstTarget
              + " of "
              + ids.length
              + " tokens, expected at least one token before it and one from it on");
    }
  }

  public int length() {
    return ids.length;
  }

  /** The number of tokens with loss. */
  public int targets() {
    return ids.length - firstTarget;
  }
}
