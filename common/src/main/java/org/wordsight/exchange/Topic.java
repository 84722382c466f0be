package org.wordsight.exchange;

/**
 * The purpose of a message. Messages of one topic keep their order. Messages of different topics
 * can arrive in another order. One thread at a time uses a topic.
 */
public enum Topic {
  /** All members wait for all members. */
  BARRIER,
  /** Facts that must be the same at all members. */
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
