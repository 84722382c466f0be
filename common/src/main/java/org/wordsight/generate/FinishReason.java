package org.wordsight.generate;

/** The reason why an answer ended. */
public enum FinishReason {
  /** The model ended its turn. */
  STOP,
  /** The answer reached the request's limit, or the model's last position. */
  LENGTH,
  /**
   * The model cannot read the request: it is too long, or it has an image that the model cannot
   * see.
   */
  REFUSED
}
