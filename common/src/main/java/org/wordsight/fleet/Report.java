package org.wordsight.fleet;

import java.io.Serializable;
import java.time.Duration;
import java.util.OptionalLong;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;

/** The result of one leased item. The item's permit returns with the report. */
public sealed interface Report extends Serializable {
  long lease();

  WorkItem item();

  /**
   * The item has an answer, and the answer's text is in the request log.
   *
   * @param usage as the endpoint counts it; {@link Usage#NONE} if it does not say, which counts as
   *     the worst case
   */
  record Settled(long lease, WorkItem item, Usage usage, long latencyMillis) implements Report {
    private static final long serialVersionUID = 1L;
  }

  /**
   * There is no answer.
   *
   * @param retryAfterMillis the wait that the endpoint asks for; -1 if it asks for none
   * @param detail the endpoint's own words, as in {@link Reply.Failed}
   * @param usage as the endpoint counts it; {@link Usage#NONE} if it does not say
   * @param mayBeStarting whether a server that is still starting can be the reason
   */
  record Failed(
      long lease,
      WorkItem item,
      FailureKind kind,
      long retryAfterMillis,
      String detail,
      long latencyMillis,
      Usage usage,
      boolean mayBeStarting)
      implements Report {
    private static final long serialVersionUID = 1L;

    /** The report of a reply. */
    public static Failed of(long lease, WorkItem item, Reply.Failed reply) {
      return new Failed(
          lease,
          item,
          reply.kind(),
          reply.retryAfter().map(Duration::toMillis).orElse(-1L),
          reply.detail(),
          reply.latency().toMillis(),
          reply.usage(),
          reply.mayBeStarting());
    }

    public OptionalLong retryAfter() {
      return retryAfterMillis < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterMillis);
    }
  }

  /**
   * The worker ended the request because a lease named the item as cancelled. The endpoint may
   * still charge for it.
   */
  record Cancelled(long lease, WorkItem item) implements Report {
    private static final long serialVersionUID = 1L;
  }

  /** The item was never sent. */
  record Returned(long lease, WorkItem item) implements Report {
    private static final long serialVersionUID = 1L;
  }
}
