package org.wordsight.fleet;

/**
 * A limit for each minute without a burst: what is not used is kept for one second only, because
 * endpoints enforce a part of the limit in each part of a minute. The rate is 60/61 of the limit:
 * with the kept second, no minute has more than the limit, wherever it begins.
 *
 * <p>One taking may leave a debt, which later ones wait for. So a request of more tokens than a
 * second's worth is possible, and requests of different sizes have their turn in their order.
 */
final class RateBucket {
  private static final double KEPT_SECONDS = 1;
  private static final double NANOS = 1e9;

  private final double unitsPerSecond;
  private double units;
  private long atNanos;

  RateBucket(long perMinute, long nowNanos) {
    this.unitsPerSecond =
        perMinute == Limits.NONE ? Double.POSITIVE_INFINITY : perMinute / (60 + KEPT_SECONDS);
    this.atNanos = nowNanos;
  }

  /** How long nothing more may be taken; 0 if something may be taken now. */
  long waitNanos(long nowNanos) {
    fill(nowNanos);
    return units >= 0 ? 0 : (long) Math.ceil(-units / unitsPerSecond * NANOS);
  }

  void take(long taken, long nowNanos) {
    if (unitsPerSecond < Double.POSITIVE_INFINITY) {
      fill(nowNanos);
      units -= taken;
    }
  }

  /** What was taken and not used; it is kept until it is taken. */
  void giveBack(long unused, long nowNanos) {
    take(-unused, nowNanos);
  }

  private void fill(long nowNanos) {
    double seconds = (nowNanos - atNanos) / NANOS;
    atNanos = nowNanos;
    double kept = unitsPerSecond * KEPT_SECONDS;
    if (units < kept && seconds > 0 && unitsPerSecond < Double.POSITIVE_INFINITY) {
      units = Math.min(kept, units + seconds * unitsPerSecond);
    }
  }
}
