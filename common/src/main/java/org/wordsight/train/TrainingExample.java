package org.wordsight.train;

import java.io.Serializable;

/**
 * One tokenised sample: the prompt's ids, then the target's.
 *
 * @param id names the sample in messages and tables
 * @param ids prompt and target, no padding; not copied, not to be changed
 * @param firstTarget index in {@code ids} of the first token that carries loss; all after it do too
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

  /** How many tokens carry loss. */
  public int targets() {
    return ids.length - firstTarget;
  }
}
