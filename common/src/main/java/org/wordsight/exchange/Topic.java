package org.wordsight.exchange;

/**
 * The purpose of a message. Messages of one topic keep their order; those of different topics can
 * overtake one another. One thread at a time uses a topic.
 */
public enum Topic {
  /** All wait for all. */
  BARRIER,
  /** What must be the same everywhere. */
  AGREEMENT,
  /** The losses of a step. */
  LOSSES,
  /** The losses of validation samples. */
  VALIDATION,
  /** The parts of a norm. */
  NORMS,
  /** A step is recorded. */
  RECORDED
}
