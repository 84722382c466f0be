package org.wordsight.fleet;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.wordsight.teacher.FailureKind;

/** How often an item is asked, and how long it waits in between. */
final class Retries {
  private static final long FIRST_WAIT_MILLIS = 1_000;
  private static final long LONGEST_WAIT_MILLIS = 60_000;

  /** An endpoint that asks for a longer wait is asked again after this. */
  static final long LONGEST_RETRY_AFTER_MILLIS = 300_000;

  /**
   * A wait before the next attempt.
   *
   * @param askedNanos what the endpoint asks for
   * @param moreNanos what we add
   */
  record Wait(long askedNanos, long moreNanos) {}

  private final long seed;

  Retries(long seed) {
    this.seed = seed;
  }

  /**
   * How many failures of a kind an item may have before it is given up. Those that may be charged
   * have few. Refusals for speed cost nothing, and the limit slows down all requests after them.
   */
  static int allowed(FailureKind kind) {
    return switch (kind) {
      case RATE_LIMITED -> 50;
      case UNREACHABLE, CONNECTION_EXPIRED -> 20;
      case SERVER_ERROR -> 8;
      case CONFLICT, WRONG_CONTENT_TYPE, CONNECTION_LOST -> 5;
      case WORKER_LOST -> 4;
      case TIMED_OUT, MALFORMED_BODY, EMPTY_ANSWER -> 3;
      case BODY_TOO_LARGE -> 2;
      case QUOTA_ENDED, PROMPT_FILTERED, BAD_REQUEST, UNAUTHORISED, NOT_FOUND, TLS -> 1;
    };
  }

  /**
   * Whether the wait after such a failure may end where others are answered. Failures that may be
   * charged keep their wait, apart from server errors, which are rarely charged.
   */
  static boolean mayComeEarly(FailureKind kind) {
    return kind == FailureKind.SERVER_ERROR || !kind.mayBeBilled();
  }

  /**
   * The wait before the next attempt: at least half of a time that doubles with each failure, and a
   * random part of the other half, so that what failed together does not come back together. So
   * eight attempts outlast a minute in which all fail. The same seed, item and attempt give the
   * same wait.
   *
   * @param failures of the item so far, this one included
   * @param retryAfterMillis what the endpoint asks for; -1 where it does not say
   */
  Wait wait(WorkItem item, int failures, long retryAfterMillis) {
    long bound = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(failures - 1, 10));
    long mixed = (seed * 31 + item.number()) * 31 + item.attempt();
    double part = 0.5 + 0.5 * new SplittableRandom(mixed).nextDouble();
    return new Wait(askedNanos(retryAfterMillis), (long) (part * bound * 1e6));
  }

  /** What an endpoint asks for, up to a bound. */
  static long askedNanos(long retryAfterMillis) {
    long millis = Math.max(0, Math.min(retryAfterMillis, LONGEST_RETRY_AFTER_MILLIS));
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
