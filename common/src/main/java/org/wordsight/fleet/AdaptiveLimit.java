package org.wordsight.fleet;

/**
 * How many requests may be on their way now. It follows what the endpoint bears.
 *
 * <ul>
 *   <li>It begins low and doubles in short intervals until it is at the maximum or the endpoint
 *       refuses. Refusals come within milliseconds, so few requests are refused on the way.
 *   <li>A refusal takes a quarter away, once for a burst: a request that was sent before the cut
 *       does not cut again. Other failures cut only when they are many.
 *   <li>Where answers came between two cuts, the endpoint's capacity is near what was on its way
 *       then: this ceiling is remembered. The limit comes back to 90 % of it soon, and then rises
 *       by one for each 25 answers; slower each time that the same ceiling is met again. When a
 *       tenth more than the ceiling was borne for a whole round, the ceiling is forgotten and the
 *       limit doubles again.
 *   <li>Where no answers came between two cuts, the endpoint refuses everything, and the refusals
 *       say nothing of its capacity. Then requests pause, longer each time, up to {@value
 *       #LONGEST_PAUSE_MILLIS} ms, and the limit doubles after each pause.
 *   <li>A server that queues and never refuses, as vLLM does, is noticed by its latency ({@link
 *       LatencyRule}).
 * </ul>
 *
 * The quarter, the damping of a burst and the ceiling are NeMo Data Designer's rules; the return to
 * a remembered ceiling is CUBIC's (RFC 9438).
 */
final class AdaptiveLimit {
  static final long LONGEST_PAUSE_MILLIS = 4_000;

  private static final double CUT = 0.75;
  private static final double FIRST = 8;
  private static final long FIRST_DOUBLING_NANOS = 250_000_000;
  private static final long DOUBLING_NANOS = 500_000_000;
  private static final long LONGEST_STEP_NANOS = 250_000_000;
  private static final double USED_SHARE = 0.8;
  private static final double SURE_SHARE = 0.9;
  private static final double OVERSHOOT = 1.1;
  private static final int ANSWERS_A_STEP = 25;
  private static final int MOST_ANSWERS_A_STEP = 100;
  private static final int ANSWERS_OF_A_CAPACITY = 10;
  private static final double SAME_CEILING = 0.2;
  private static final double MANY_FAILURES = 0.2;
  private static final int FEWEST_FAILURES = 3;

  private final int maximum;
  private final LatencyRule latency = new LatencyRule();
  private double limit;
  private double ceiling = Double.POSITIVE_INFINITY;
  private double answersAStep = ANSWERS_A_STEP;
  private boolean doubling = true;
  private boolean neverCut = true;
  private long steppedNanos;
  private long cutNanos = Long.MIN_VALUE;
  private long pausedUntilNanos;
  private int cutsWithoutAnswers;
  private long answersSinceCut;
  private long failuresSinceCut;
  private long answersAboveCeiling;

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

  /** How long nothing may be sent. */
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
    if (doubling && pauseNanos(nowNanos) == 0 && isUsed(inFlight)) {
      double interval = neverCut ? FIRST_DOUBLING_NANOS : DOUBLING_NANOS;
      limit = Math.min(maximum, limit * Math.pow(2, passed / interval));
      doubling = limit < maximum;
    }
  }

  /**
   * @param inFlight the others on their way
   * @param tokens that the endpoint wrote
   */
  void answered(long nowNanos, long sentNanos, int inFlight, int tokens) {
    answersSinceCut++;
    if (sentNanos >= cutNanos && latency.isSlow(nowNanos - sentNanos, tokens, permits())) {
      cut(nowNanos, inFlight);
      return;
    }
    if (!isUsed(inFlight + 1)) {
      return;
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
    }
  }

  /**
   * The endpoint refuses a request because there are too many.
   *
   * @param inFlight the others on their way
   * @param retryAfterMillis what the endpoint asks for; -1 where it does not say
   */
  void refused(long nowNanos, long sentNanos, int inFlight, long retryAfterMillis) {
    pause(nowNanos, Math.min(retryAfterMillis, Retries.LONGEST_RETRY_AFTER_MILLIS));
    if (sentNanos >= cutNanos) {
      cutAfterFailure(nowNanos, inFlight);
    }
  }

  /** A failure that may mean an overload if there are many of them. */
  void failed(long nowNanos, long sentNanos, int inFlight) {
    if (sentNanos < cutNanos) {
      return;
    }
    failuresSinceCut++;
    if (failuresSinceCut >= FEWEST_FAILURES
        && failuresSinceCut > MANY_FAILURES * (failuresSinceCut + answersSinceCut)) {
      cutAfterFailure(nowNanos, inFlight);
    }
  }

  /** A request that ended without an answer and without a refusal took so long. */
  void timedOut(long nowNanos, long sentNanos, int inFlight) {
    if (sentNanos >= cutNanos && latency.isSlow(nowNanos - sentNanos, 0, permits())) {
      cut(nowNanos, inFlight);
    }
  }

  private void cutAfterFailure(long nowNanos, int inFlight) {
    boolean capacity = answersSinceCut >= Math.max(1, Math.min(ANSWERS_OF_A_CAPACITY, inFlight));
    if (capacity) {
      remember(Math.max(1, inFlight));
      cutsWithoutAnswers = 0;
      doubling = false;
    } else {
      ceiling = Double.POSITIVE_INFINITY;
      cutsWithoutAnswers++;
      doubling = true;
      pause(nowNanos, Math.min(LONGEST_PAUSE_MILLIS, 125L << Math.min(cutsWithoutAnswers, 10)));
    }
    lower(nowNanos, inFlight);
  }

  /** A cut for latency: what is on its way is too much, so it is no ceiling. */
  private void cut(long nowNanos, int inFlight) {
    ceiling = Double.POSITIVE_INFINITY;
    answersAStep = ANSWERS_A_STEP;
    doubling = false;
    lower(nowNanos, inFlight);
  }

  private void lower(long nowNanos, int inFlight) {
    limit = Math.max(1, CUT * Math.min(limit, inFlight + 1));
    neverCut = false;
    cutNanos = nowNanos;
    answersSinceCut = 0;
    failuresSinceCut = 0;
    answersAboveCeiling = 0;
    latency.forgetWindow();
  }

  private void remember(double newCeiling) {
    boolean same = Math.abs(newCeiling - ceiling) <= SAME_CEILING * ceiling;
    answersAStep = same ? Math.min(2 * answersAStep, MOST_ANSWERS_A_STEP) : ANSWERS_A_STEP;
    ceiling = newCeiling;
  }

  /** One more than the ceiling at least: less would not try anything. */
  private double highest() {
    return Math.min(maximum, Math.max(OVERSHOOT * ceiling, ceiling + 1));
  }

  private void rise(double by) {
    limit = Math.min(highest(), limit + by);
  }

  private boolean isUsed(int inFlight) {
    return inFlight >= USED_SHARE * limit;
  }

  private void pause(long nowNanos, long millis) {
    pausedUntilNanos = Math.max(pausedUntilNanos, nowNanos + Math.max(0, millis) * 1_000_000);
  }
}
