package org.wordsight.jobs.synthesis;

/** Whether a stage may ask the teacher. */
public enum Calls {
  ALLOWED,
  /** Everything must be in the request log: {@code --replay}. */
  FORBIDDEN
}
