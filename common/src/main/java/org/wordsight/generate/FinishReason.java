package org.wordsight.generate;

/** Why an answer ended. */
public enum FinishReason {
  /** The model ended it. */
  STOP,
  /** It reached the request's limit, or the model's last position. */
  LENGTH,
  /** The request could not be read: too long, or an image that the model cannot be shown. */
  REFUSED
}
