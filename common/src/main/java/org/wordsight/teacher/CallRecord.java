package org.wordsight.teacher;

import java.io.Serializable;
import org.wordsight.synthesis.TeacherAnswer;

/** One line of the request log: something that happened to one request. */
public sealed interface CallRecord extends Serializable {

  /** The attempt that the record describes, its request, and the run that pays. */
  Call call();

  /**
   * An attempt at a request.
   *
   * @param requestId the hash of every byte sent, and of the ordinal
   * @param group the hash of all requests that are asked together with it
   * @param attempt 1 being the first of all runs
   * @param run the run that pays
   * @param atMillis when the record was made, since 1970
   */
  record Call(String requestId, String group, int attempt, String run, long atMillis)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The same attempt at another time. */
    public Call at(long millis) {
      return new Call(requestId, group, attempt, run, millis);
    }
  }

  /**
   * The request is about to be sent. If no other record follows, it may have been sent and billed.
   *
   * @param worstMicrodollars the most that it can cost
   */
  record Sent(Call call, long worstMicrodollars) implements CallRecord {
    private static final long serialVersionUID = 1L;
  }

  /** The request has an answer, with this cost. */
  record Settled(Call call, TeacherAnswer answer, long microdollars, long latencyMillis)
      implements CallRecord {
    private static final long serialVersionUID = 1L;
  }

  /**
   * There is no answer.
   *
   * @param detail the endpoint's words, without secrets and prompts
   * @param microdollars the cost that the endpoint reports, or else the most that the attempt may
   *     have cost; 0 if it cannot be billed
   */
  record Failed(Call call, FailureKind kind, String detail, long microdollars, long latencyMillis)
      implements CallRecord {
    private static final long serialVersionUID = 1L;
  }

  /**
   * We ended the attempt before it had an answer.
   *
   * @param microdollars the most that the attempt may have cost; 0 if it was never sent
   */
  record Cancelled(Call call, long microdollars) implements CallRecord {
    private static final long serialVersionUID = 1L;
  }
}
