package org.wordsight.fleet;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.wordsight.teacher.FailureKind;

/** The number of attempts of an item, and the waits between them. */
final class Retries {
  private static final long FIRST_WAIT_MILLIS = 1_000;
  private static final long LONGEST_WAIT_MILLIS = 60_000;

  /** If an endpoint asks for a longer wait, it is asked again after this time. */
  static final long LONGEST_RETRY_AFTER_MILLIS = 300_000;

  /**
   * A wait before the next attempt.
   *
   * @param askedNanos the wait that the endpoint asks for
   * @param moreNanos the wait that we add
   */
  record Wait(long askedNanos, long moreNanos) {}

  private final long seed;

  Retries(long seed) {
    this.seed = seed;
  }

  /**
   * The number of failures of a kind after which an item is given up. It is small for failures that
   * may be charged. Refusals for speed cost nothing, and the limit slows down all later requests.
   */
  static int allowed(FailureKind kind) {
    return switch (kind) {
      case RATE_LIMITED -> 50;
      case UNREACHABLE, NOT_READY, CONNECTION_EXPIRED -> 20;
      case SERVER_ERROR -> 8;
      case CONFLICT, WRONG_CONTENT_TYPE, CONNECTION_LOST -> 5;
      case WORKER_LOST -> 4;
      case TIMED_OUT, MALFORMED_BODY, EMPTY_ANSWER -> 3;
      case BODY_TOO_LARGE -> 2;
      case QUOTA_ENDED, PROMPT_FILTERED, BAD_REQUEST, UNAUTHORISED, NOT_FOUND, TLS -> 1;
    };
  }

  /**
   * Whether the wait after such a failure may end early, because others are answered. Failures that
   * may be charged keep their wait. Server errors do not, since they are rarely charged.
   */
  static boolean mayComeEarly(FailureKind kind) {
    return kind == FailureKind.SERVER_ERROR || !kind.mayBeBilled();
  }

  /**
   * The wait before the next attempt: at least half of a time that doubles with each failure, and a
   * random part of the other half. So requests that failed together do not come back together, and
   * eight attempts last longer than a minute in which all fail. The same seed, item and attempt
   * give the same wait.
   *
   * @param failures of the item so far, this one included
   * @param retryAfterMillis the wait that the endpoint asks for; -1 if it asks for none
   */
  Wait wait(WorkItem item, int failures, long retryAfterMillis) {
    long bound = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(failures - 1, 10));
    long mixed = (seed * 31 + item.number()) * 31 + item.attempt();
    double part = 0.5 + 0.5 * new SplittableRandom(mixed).nextDouble();
    return new Wait(askedNanos(retryAfterMillis), (long) (part * bound * 1e6));
  }

  /** The wait that an endpoint asks for, up to a bound. */
  static long askedNanos(long retryAfterMillis) {
    long millis = Math.max(0, Math.min(retryAfterMillis, LONGEST_RETRY_AFTER_MILLIS));
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
