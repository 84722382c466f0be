package org.wordsight.fleet;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.wordsight.teacher.FailureKind;

/**
 * The time at the beginning of a run in which an endpoint may still be starting: its server loads
 * the model, and does not listen yet or says that it is not ready. This time begins with the first
 * request. It ends with the first answer, or with a refusal of another cause. Until then, such
 * failures count neither against a request nor as errors. If they come for too many milliseconds
 * and no request is in flight that may still be answered, the run stops.
 */
final class Start {
  private final long millis;
  private boolean begun;
  private boolean over;
  private long beginNanos;
  private Optional<String> notice = Optional.empty();
  private boolean noticed;

  Start(long millis) {
    this.millis = millis;
  }

  void sent(long nowNanos) {
    if (!begun) {
      begun = true;
      beginNanos = nowNanos;
    }
  }

  /** The server works: it has answered. */
  void answered() {
    over = true;
  }

  /** A failure that the start does not explain. Many kinds show that the server works. */
  void failedOtherwise(FailureKind kind) {
    over = over || isOfAServerThatWorks(kind);
  }

  private static boolean isOfAServerThatWorks(FailureKind kind) {
    return switch (kind) {
      case RATE_LIMITED,
          QUOTA_ENDED,
          SERVER_ERROR,
          CONFLICT,
          MALFORMED_BODY,
          BODY_TOO_LARGE,
          EMPTY_ANSWER,
          PROMPT_FILTERED,
          BAD_REQUEST,
          UNAUTHORISED,
          NOT_FOUND ->
          true;
      case NOT_READY,
          TIMED_OUT,
          UNREACHABLE,
          CONNECTION_LOST,
          CONNECTION_EXPIRED,
          WRONG_CONTENT_TYPE,
          TLS,
          WORKER_LOST ->
          false;
    };
  }

  boolean isOver() {
    return over;
  }

  /** The rest of the time, in which requests may wait. */
  long remainingMillis(long nowNanos) {
    return Math.max(0, millis - TimeUnit.NANOSECONDS.toMillis(nowNanos - beginNanos));
  }

  /** Whether the endpoint may still be starting, so that this failure says nothing else. */
  boolean explains(Report.Failed failed) {
    return millis > 0 && !over && mayBeStarting(failed);
  }

  private static boolean mayBeStarting(Report.Failed failed) {
    return failed.mayBeStarting()
        || failed.kind() == FailureKind.UNREACHABLE
        || failed.kind() == FailureKind.NOT_READY;
  }

  /**
   * Takes a failure that the start explains. Returns the reason to stop if the time is over.
   *
   * @param inFlight the other requests, which may still be answered
   */
  Optional<Stop> failed(Report.Failed failed, int inFlight, long nowNanos) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(millis);
    if (remainingMillis(nowNanos) == 0 && inFlight == 0) {
      return Optional.of(new Stop.NotStarted(seconds, failed.kind(), failed.detail()));
    }
    if (!noticed) {
      noticed = true;
      notice =
          Optional.of(
              "the endpoint does not answer yet: %s (%s). It is asked again for up to %,d s (startTimeoutSeconds)."
                  .formatted(failed.kind().text(), failed.detail(), seconds));
    }
    return Optional.empty();
  }

  /** A line for the person who started the run, once: why nothing is answered yet. */
  Optional<String> takeNotice() {
    Optional<String> taken = notice;
    notice = Optional.empty();
    return taken;
  }
}
