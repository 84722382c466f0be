package org.wordsight.fleet;

import java.io.Serializable;
import java.util.OptionalLong;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

/** What became of one leased item. Its permit returns with it. */
public sealed interface Report extends Serializable {
  long lease();

  WorkItem item();

  /**
   * The answer is there, and its text is in the request log.
   *
   * @param usage as the endpoint counts it; {@link Usage#NONE} where it does not say, which counts
   *     as the worst case
   */
  record Settled(long lease, WorkItem item, Usage usage, long latencyMillis) implements Report {
    private static final long serialVersionUID = 1L;
  }

  /**
   * There is no answer.
   *
   * @param retryAfterMillis how long the endpoint asks to wait; -1 where it does not say
   * @param detail what the endpoint said, as in {@link org.wordsight.teacher.Reply.Failed}
   */
  record Failed(
      long lease,
      WorkItem item,
      FailureKind kind,
      long retryAfterMillis,
      String detail,
      long latencyMillis)
      implements Report {
    private static final long serialVersionUID = 1L;

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
