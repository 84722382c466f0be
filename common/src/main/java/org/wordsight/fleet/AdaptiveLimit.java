package org.wordsight.fleet;

import java.util.OptionalDouble;

/**
 * The number of requests that may be in flight now. This limit follows the capacity of the
 * endpoint.
 *
 * <ul>
 *   <li>The limit begins low. It doubles in short intervals until it is at the maximum or the
 *       endpoint refuses. Refusals come within milliseconds, so few requests are refused on the
 *       way.
 *   <li>A refusal cuts the limit by a quarter, once for a burst: a request that was sent before the
 *       cut does not cut again. Other failures cut only if they are many.
 *   <li>If most of the latest requests were answered, the endpoint's capacity is near the number in
 *       flight at the refusal. This number is remembered as the ceiling. The limit soon returns to
 *       95 % of the ceiling, and then rises by one for each 25 answers. It rises more slowly each
 *       time that it reaches the same ceiling. If the endpoint handles a tenth more than the
 *       ceiling for a whole round, the ceiling is forgotten and the limit doubles again.
 *   <li>Sometimes refusals do not show a capacity: many of the latest requests were refused, or
 *       less than half of the number that the endpoint handled before was in flight. Then requests
 *       pause, longer each time, up to {@value #LONGEST_PAUSE_MILLIS} ms. The limit doubles after
 *       each pause.
 *   <li>After any pause, also one that the endpoint asks for, one request is sent, and the limit
 *       doubles every half second.
 *   <li>A server that queues and never refuses, as vLLM does, is noticed by its latency ({@link
 *       LatencyRule}). The limit becomes the number that the server can handle. The limit doubles
 *       when answers to later requests are as fast as before.
 * </ul>
 *
 * The quarter, the single cut for a burst and the ceiling are rules of NeMo Data Designer. The
 * return to a remembered ceiling is CUBIC's (RFC 9438).
 */
final class AdaptiveLimit {
  static final long LONGEST_PAUSE_MILLIS = 4_000;

  private static final long FIRST_PAUSE_MILLIS = 250;

  private static final double CUT = 0.75;
  private static final double FIRST = 8;
  private static final long FIRST_DOUBLING_NANOS = 80_000_000;
  private static final long DOUBLING_AFTER_A_PAUSE_NANOS = 500_000_000;

  /** Above a known ceiling the limit rises slowly, since the next ceiling may be near. */
  private static final long DOUBLING_ABOVE_A_CEILING_NANOS = 2_000_000_000;

  private static final long LONGEST_STEP_NANOS = 250_000_000;
  private static final double USED_SHARE = 0.8;
  private static final double SURE_SHARE = 0.95;
  private static final double OVERSHOOT = 1.1;
  private static final int ANSWERS_A_STEP = 25;
  private static final int ANSWERS_A_STEP_OF_EACH = 3;
  private static final int MOST_ANSWERS_A_STEP = 100;
  private static final double FAILED_IN_A_STORM = 0.35;
  private static final double WEIGHT_OF_THE_LATEST = 0.05;
  private static final double SAME_CEILING = 0.2;
  private static final double MANY_FAILURES = 0.3;
  private static final int FEWEST_FAILURES = 3;
  private static final double HANDLED_SHARE = 0.5;
  private static final int HANDLED_ROUNDS = 2;

  private final int maximum;
  private final LatencyRule latency = new LatencyRule();
  private double limit;
  private double ceiling = Double.POSITIVE_INFINITY;
  private double answersAStep = ANSWERS_A_STEP;
  private boolean doubling;
  private long doublingNanos = FIRST_DOUBLING_NANOS;
  private boolean neverCut = true;
  private boolean pausing;
  private long steppedNanos;
  private long cutNanos = Long.MIN_VALUE;
  private long pausedUntilNanos;
  private int cutsInStorm;
  private int pausesAtTheStart;
  private double failedShare;
  private long answersSinceCut;
  private long failuresSinceCut;
  private long answersAboveCeiling;

  /** The most requests that were in flight when an answer came, over the latest answers. */
  private int handled;

  private long answersSinceHandled;

  AdaptiveLimit(int maximum, long nowNanos) {
    this.maximum = maximum;
    this.limit = Math.min(FIRST, maximum);
    this.steppedNanos = nowNanos;
    this.pausedUntilNanos = nowNanos;
    this.doubling = limit < maximum;
  }

  int permits() {
    return (int) limit;
  }

  /** The time for which nothing may be sent. */
  long pauseNanos(long nowNanos) {
    return Math.max(0, pausedUntilNanos - nowNanos);
  }

  /** Whether the limit is still in its first rise. */
  boolean risingFirst() {
    return neverCut && doubling;
  }

  boolean doubling() {
    return doubling;
  }

  /** Lets time pass: the limit doubles if it may, and if it is used. */
  void advance(long nowNanos, int inFlight) {
    long passed = Math.min(nowNanos - steppedNanos, LONGEST_STEP_NANOS);
    steppedNanos = nowNanos;
    if (pauseNanos(nowNanos) > 0) {
      return;
    }
    if (pausing) {
      pausing = false;
      limit = Math.min(limit, inFlight + 1);
      doubling = true;
      doublingNanos = DOUBLING_AFTER_A_PAUSE_NANOS;
    } else if (doubling && isUsed(inFlight)) {
      double sure = Math.min(maximum, SURE_SHARE * ceiling);
      limit = Math.max(limit, Math.min(sure, limit * Math.pow(2, (double) passed / doublingNanos)));
      doubling = limit < sure;
    }
  }

  /** A request is sent. */
  LatencyRule.Group send() {
    return latency.send();
  }

  /** A request has ended without an answer, for whatever reason. */
  void unanswered(long nowNanos, Flight.Sent sent) {
    latency.unanswered(nowNanos, sent, limit).ifPresent(this::slowDown);
  }

  /**
   * @param inFlight the others in flight
   * @param tokens that the endpoint wrote
   */
  void answered(long nowNanos, Flight.Sent sent, int inFlight, int tokens) {
    answersSinceCut++;
    latest(0);
    handled(inFlight + 1);
    OptionalDouble changed = latency.answered(nowNanos, sent, tokens, limit);
    if (changed.isPresent() && changed.getAsDouble() < limit) {
      slowDown(changed.getAsDouble());
      return;
    }
    if (!isUsed(inFlight + 1)) {
      return;
    }
    if (changed.isPresent() && ceiling == Double.POSITIVE_INFINITY) {
      limit = Math.min(maximum, changed.getAsDouble());
    }
    if (limit < SURE_SHARE * ceiling && ceiling < Double.POSITIVE_INFINITY) {
      rise(0.5);
    } else if (limit < highest()) {
      rise(1 / answersAStep);
      answersAboveCeiling = 0;
    } else if (++answersAboveCeiling >= limit) {
      ceiling = Double.POSITIVE_INFINITY;
      answersAStep = ANSWERS_A_STEP;
      doubling = limit < maximum;
      doublingNanos = DOUBLING_ABOVE_A_CEILING_NANOS;
    }
  }

  /**
   * The endpoint refuses a request because there are too many.
   *
   * @param inFlight the others in flight
   * @param retryAfterMillis the wait that the endpoint asks for; -1 if it asks for none
   */
  void refused(long nowNanos, Flight.Sent sent, int inFlight, long retryAfterMillis) {
    pause(nowNanos, Math.min(retryAfterMillis, Retries.LONGEST_RETRY_AFTER_MILLIS));
    if (sent.nanos() >= cutNanos) {
      latest(1); // A burst counts once: the next request says whether the refusals go on.
      cut(nowNanos, inFlight);
    }
  }

  /** A failure that may mean an overload if there are many of them. */
  void failed(long nowNanos, Flight.Sent sent, int inFlight) {
    latest(1);
    if (sent.nanos() < cutNanos) {
      return;
    }
    failuresSinceCut++;
    if (failuresSinceCut >= FEWEST_FAILURES && failedShare > MANY_FAILURES) {
      cut(nowNanos, inFlight);
    }
  }

  /**
   * The endpoint has not started yet. Requests pause, and then one is sent. This shows no capacity.
   *
   * @param retryAfterMillis the wait that the endpoint asks for; -1 if it asks for none
   */
  void notStarted(long nowNanos, Flight.Sent sent, long retryAfterMillis) {
    if (sent.nanos() < cutNanos) {
      return; // A burst counts once.
    }
    long own = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(pausesAtTheStart, 10));
    pausesAtTheStart++;
    pause(nowNanos, Math.max(own, Math.min(retryAfterMillis, Retries.LONGEST_RETRY_AFTER_MILLIS)));
    limit = 1;
    cutNanos = nowNanos;
  }

  private void cut(long nowNanos, int inFlight) {
    if (saysCapacity(inFlight)) {
      remember(inFlight);
      cutsInStorm = 0;
      doubling = false;
    } else {
      ceiling = Double.POSITIVE_INFINITY;
      cutsInStorm++;
      doubling = true;
      doublingNanos = DOUBLING_AFTER_A_PAUSE_NANOS;
      pause(
          nowNanos,
          Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(cutsInStorm - 1, 10)));
    }
    limit = Math.max(1, CUT * Math.min(limit, inFlight + 1));
    neverCut = false;
    latency.refused();
    cutNanos = nowNanos;
    answersSinceCut = 0;
    failuresSinceCut = 0;
    answersAboveCeiling = 0;
  }

  /**
   * Whether a refusal shows that too many requests were in flight. While nearly all requests are
   * refused, a few are accepted by chance. They are far fewer than the number handled before.
   */
  private boolean saysCapacity(int inFlight) {
    return inFlight > 0 && inFlight >= HANDLED_SHARE * handled && failedShare <= FAILED_IN_A_STORM;
  }

  /** The number handled is forgotten after two rounds of answers with fewer in flight. */
  private void handled(int among) {
    answersSinceHandled++;
    if (among >= handled || answersSinceHandled > (long) HANDLED_ROUNDS * handled) {
      handled = among;
      answersSinceHandled = 0;
    }
  }

  /**
   * Requests wait in the server. The number that it can handle is no ceiling: the limit will try
   * more.
   */
  private void slowDown(double allowed) {
    limit = Math.max(1, allowed);
    ceiling = Double.POSITIVE_INFINITY;
    answersAStep = ANSWERS_A_STEP;
    doubling = false;
    neverCut = false;
  }

  /** If the same ceiling is reached again after a slow rise, it is trusted more. */
  private void remember(double newCeiling) {
    boolean same =
        ceiling < Double.POSITIVE_INFINITY
            && Math.abs(newCeiling - ceiling) <= SAME_CEILING * ceiling;
    if (!same) {
      answersAStep = Math.min(ANSWERS_A_STEP, ANSWERS_A_STEP_OF_EACH * newCeiling);
    } else if (answersSinceCut >= answersAStep / 2) {
      answersAStep = Math.min(2 * answersAStep, MOST_ANSWERS_A_STEP);
    }
    ceiling = newCeiling;
  }

  /** At least one more than the ceiling, since less would try nothing new. */
  private double highest() {
    return Math.min(maximum, Math.max(OVERSHOOT * ceiling, ceiling + 1));
  }

  private void rise(double by) {
    limit = Math.min(highest(), limit + by);
  }

  private boolean isUsed(int inFlight) {
    return inFlight >= USED_SHARE * permits();
  }

  private void latest(int failed) {
    failedShare += WEIGHT_OF_THE_LATEST * (failed - failedShare);
  }

  private void pause(long nowNanos, long millis) {
    if (millis > 0) {
      pausedUntilNanos = Math.max(pausedUntilNanos, nowNanos + millis * 1_000_000);
      pausing = true;
    }
  }
}
