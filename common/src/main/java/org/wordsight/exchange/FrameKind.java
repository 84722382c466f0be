package org.wordsight.exchange;

/** The content of a frame. The order is part of the format. */
enum FrameKind {
  /** No content: the sender is alive. */
  HEARTBEAT,
  /** A few bytes of a {@link Topic}. */
  MESSAGE,
  /** A block of one partial sum, for the worker that adds. */
  PART,
  /** A block that is finished, for everyone. */
  WHOLE,
  /** A piece of a vector that one worker has and another does not have. */
  COPY,
  /** The reason why the sender leaves. */
  FAREWELL
}
