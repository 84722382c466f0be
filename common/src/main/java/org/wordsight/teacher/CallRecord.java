package org.wordsight.teacher;

import java.io.Serializable;
import org.wordsight.synthesis.TeacherAnswer;

/** One line of the request log: something that happened to one request. */
public sealed interface CallRecord extends Serializable {

  /** Which attempt at which request this is about, and who pays for it. */
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
   * The request is about to be sent. Where nothing follows, it may have been sent and billed.
   *
   * @param worstMicrodollars the most that it can cost
   */
  record Sent(Call call, long worstMicrodollars) implements CallRecord {
    private static final long serialVersionUID = 1L;
  }

  /** The answer is there, and this is what it cost. */
  record Settled(Call call, TeacherAnswer answer, long microdollars, long latencyMillis)
      implements CallRecord {
    private static final long serialVersionUID = 1L;
  }

  /**
   * There is no answer.
   *
   * @param detail what the endpoint said; no secret, no prompt
   * @param microdollars the most that the attempt may have cost; 0 where it cannot be billed
   */
  record Failed(Call call, FailureKind kind, String detail, long microdollars, long latencyMillis)
      implements CallRecord {
    private static final long serialVersionUID = 1L;
  }

  /**
   * We gave the attempt up before it ended.
   *
   * @param microdollars the most that the attempt may have cost; 0 where it was never sent
   */
  record Cancelled(Call call, long microdollars) implements CallRecord {
    private static final long serialVersionUID = 1L;
  }
}
