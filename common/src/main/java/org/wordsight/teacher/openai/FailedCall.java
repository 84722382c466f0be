package org.wordsight.teacher.openai;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.wordsight.teacher.FailureKind;

/**
 * The end of a call that has no answer.
 *
 * @param retryAfter the wait that the endpoint asks for
 * @param mayBeStarting whether a server that is still starting can be the reason
 */
record FailedCall(Failed failed, Optional<Duration> retryAfter, boolean mayBeStarting) {
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;

  /** A failure of a server that works. */
  static FailedCall of(Failed failed) {
    return new FailedCall(failed, Optional.empty(), false);
  }

  static FailedCall withoutAddress() {
    Failed failed = new Failed(FailureKind.UNREACHABLE, "the host's name has no address");
    return new FailedCall(failed, Optional.empty(), true);
  }

  static FailedCall withTooLargeABody(HttpResponse<?> response, int largest) {
    return of(
        new Failed(
            FailureKind.BODY_TOO_LARGE,
            "status %d with a body of more than %d MiB"
                .formatted(response.statusCode(), largest >> 20)));
  }

  /** A response that refuses the request. A gateway may say that the server is not there. */
  static FailedCall refused(Failed failed, HttpResponse<?> response) {
    Optional<Duration> wait =
        WaitTime.of(response.headers(), failed.retryDelay(), Clock.systemUTC());
    int status = response.statusCode();
    return new FailedCall(failed, wait, status == BAD_GATEWAY || status == UNAVAILABLE);
  }

  /**
   * A connection that ended, or was never there. Some proxies accept a connection and close it at
   * once if the server behind them does not listen.
   *
   * @param reused whether the connection had served another request
   */
  static FailedCall lost(Call call, Throwable thrown, boolean reused, Duration latency) {
    if (call.timedOut()) {
      return of(new Failed(FailureKind.TIMED_OUT, call.timeOut()));
    }
    Failed failed = NetworkFailure.of(unwrapped(thrown), call.hasBegun());
    boolean unused = failed.kind() == FailureKind.CONNECTION_LOST && !call.hasBegun();
    if (unused && Endpoint.expired(reused, latency.toNanos())) {
      return of(new Failed(FailureKind.CONNECTION_EXPIRED, failed.detail()));
    }
    boolean closedAtOnce = unused && Endpoint.endedAtOnce(latency.toNanos());
    boolean mayBeStarting = failed.kind() == FailureKind.UNREACHABLE || closedAtOnce;
    return new FailedCall(failed, Optional.empty(), mayBeStarting);
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
