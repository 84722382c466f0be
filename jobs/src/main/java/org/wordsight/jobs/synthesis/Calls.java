package org.wordsight.jobs.synthesis;

/** Whether a stage may ask the teacher. */
public enum Calls {
  ALLOWED,
  /** The request log must hold every answer: {@code --replay}. */
  FORBIDDEN
}
