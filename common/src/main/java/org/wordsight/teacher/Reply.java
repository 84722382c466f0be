package org.wordsight.teacher;

import java.time.Duration;
import java.util.Optional;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.TeacherAnswer;

/** The reply to one request to a teacher over the network. */
public sealed interface Reply {

  /**
   * An answer, whole or cut off at its length. It is paid for.
   *
   * @param answer its text holds no reasoning
   */
  record Answered(TeacherAnswer answer, Duration latency) implements Reply {}

  /**
   * No usable answer.
   *
   * @param retryAfter how long the endpoint asks to wait
   * @param detail status and the start of the endpoint's words, without secrets and prompts
   * @param usage as the endpoint reports it; {@link Usage#NONE} if it does not
   * @param mayBeStarting whether a server that is still starting can be the reason
   */
  record Failed(
      FailureKind kind,
      Optional<Duration> retryAfter,
      String detail,
      Duration latency,
      Usage usage,
      boolean mayBeStarting)
      implements Reply {

    /** A failure of a server that has started, without a known usage. */
    public Failed(
        FailureKind kind, Optional<Duration> retryAfter, String detail, Duration latency) {
      this(kind, retryAfter, detail, latency, Usage.NONE, false);
    }
  }
}
