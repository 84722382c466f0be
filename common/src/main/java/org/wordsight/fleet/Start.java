package org.wordsight.fleet;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.wordsight.teacher.FailureKind;

/**
 * The time at the beginning of a run in which an endpoint may still be starting: its server loads
 * the model, and does not listen yet or says that it is not ready. This time begins with the first
 * request. It ends with the first answer, or after a number of milliseconds. Until then, such
 * failures count neither against a request nor as errors.
 */
final class Start {
  private final long millis;
  private boolean begun;
  private boolean answered;
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

  void answered() {
    answered = true;
  }

  /** Whether the endpoint may still be starting, so that this failure says nothing else. */
  boolean explains(Report.Failed failed) {
    return millis > 0 && !answered && mayBeStarting(failed);
  }

  private static boolean mayBeStarting(Report.Failed failed) {
    return failed.mayBeStarting()
        || failed.kind() == FailureKind.UNREACHABLE
        || failed.kind() == FailureKind.NOT_READY;
  }

  /** Takes a failure that the start explains. Returns the reason to stop if the time is over. */
  Optional<Stop> failed(Report.Failed failed, long nowNanos) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(millis);
    if (nowNanos - beginNanos >= TimeUnit.MILLISECONDS.toNanos(millis)) {
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
