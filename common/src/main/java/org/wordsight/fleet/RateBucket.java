package org.wordsight.fleet;

/**
 * A limit for each minute without a burst. An unused part is kept for one second only, because
 * endpoints enforce a part of the limit in each part of a minute. The rate is 60/61 of the limit.
 * With the kept second, no minute has more than the limit, wherever it begins.
 *
 * <p>A request may take more tokens than a second allows. It then leaves a debt, for which later
 * requests wait. So requests of different sizes keep their order.
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

  /** The time for which nothing more may be taken; 0 if something may be taken now. */
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

  /** Gives back a part that was taken and not used. It is kept until it is taken again. */
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
