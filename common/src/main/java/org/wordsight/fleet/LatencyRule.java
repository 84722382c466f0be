package org.wordsight.fleet;

import java.util.OptionalDouble;

/**
 * Notices a server that queues requests instead of refusing them: the time for each token that it
 * writes rises with the queue.
 *
 * <p>The rule is a gradient, as in TCP Vegas and in Netflix's concurrency-limits: the latency of
 * the latest answers against the lowest that was seen. Both are seconds a token over a group of
 * answers, because single latencies differ widely with the answer's length. By Little's law, the
 * requests that were on their way when the answers were sent, divided by how much slower they were,
 * is what the server works on at once.
 *
 * <p>The answers of a group are those to requests that were sent one after the other. Answers that
 * came one after the other would not do: of many requests that were just sent, the short ones come
 * back first.
 *
 * <p>A pause of the server, or of this process, makes everything slower that is on its way, once. A
 * queue goes on. So a slow group counts only if all of it was sent after another slow group was
 * seen.
 *
 * <p>A server that batches continuously is slower for each request when more run together, and
 * still does more in all. So up to twice the lowest latency is allowed: then at most half of what
 * is on its way waits in a queue, and the server is never without work.
 *
 * <p>Work can become slower for another reason, such as longer prompts. Then fewer requests on
 * their way do not help, and the number that the server seems to bear falls with them. When it has
 * fallen by a third, the latency of now is taken as the lowest.
 */
final class LatencyRule {
  /** Requests that were sent one after the other. */
  static final class Group {
    private final long sinceNanos;
    private int sent;
    private int ended;
    private int answers;
    private double nanos;
    private double among;
    private long tokens;

    private Group(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  private static final int GROUP = 32;
  private static final int FEWEST_ANSWERS = 16;
  private static final double FAST = 1.4;
  private static final double TOLERANCE = 2;
  private static final double STALE = 0.67;
  private static final long NONE = Long.MAX_VALUE;

  private Group open = new Group(NONE);
  private double lowest = Double.POSITIVE_INFINITY;
  private double bornAtFirst = Double.POSITIVE_INFINITY;
  private long slowSinceNanos = NONE;

  /**
   * When the limit was changed for latency last; {@link #NONE} where it is as without this rule.
   */
  private long changedNanos = NONE;

  /** The group of a request that is sent now. */
  Group send(long nowNanos) {
    if (open.sent == 0 || open.sent == GROUP) {
      open = new Group(nowNanos);
    }
    open.sent++;
    return open;
  }

  /** The endpoint refuses: from now on, another rule says how many may be on their way. */
  void refused() {
    changedNanos = NONE;
  }

  /** A request has ended without an answer. */
  void unanswered(Group group) {
    group.ended++;
  }

  /**
   * A request is answered.
   *
   * @param written tokens; 0 where the endpoint does not say, or where nothing came
   * @param limit how many may be on their way now
   * @return how many may be on their way from now on, where that changes with the last answer of a
   *     group: what the server bears; or, when answers to what was sent since are as fast as ever,
   *     twice the limit
   */
  OptionalDouble answered(long nowNanos, Flight.Sent sent, int written, double limit) {
    Group group = sent.group();
    group.ended++;
    group.answers++;
    group.nanos += nowNanos - sent.nanos();
    group.tokens += Math.max(1, written);
    group.among += sent.among();
    if (group.ended < GROUP || group.answers < FEWEST_ANSWERS) {
      return OptionalDouble.empty();
    }
    double latest = group.nanos / group.tokens;
    return latest <= TOLERANCE * lowest
        ? normal(nowNanos, group, latest, limit)
        : slow(nowNanos, group, latest, limit);
  }

  private OptionalDouble normal(long nowNanos, Group group, double latest, double limit) {
    lowest = Math.min(latest, lowest);
    bornAtFirst = Double.POSITIVE_INFINITY;
    slowSinceNanos = NONE;
    if (latest > FAST * lowest || group.sinceNanos <= changedNanos) {
      return OptionalDouble.empty();
    }
    changedNanos = nowNanos;
    return OptionalDouble.of(2 * limit);
  }

  private OptionalDouble slow(long nowNanos, Group group, double latest, double limit) {
    if (group.sinceNanos <= slowSinceNanos) {
      slowSinceNanos = Math.min(slowSinceNanos, nowNanos);
      return OptionalDouble.empty();
    }
    double born = group.among / group.answers * lowest / latest;
    if (bornAtFirst == Double.POSITIVE_INFINITY) {
      bornAtFirst = born;
    } else if (born < STALE * bornAtFirst) {
      lowest = latest;
      bornAtFirst = Double.POSITIVE_INFINITY;
      slowSinceNanos = NONE;
      return OptionalDouble.empty();
    }
    if (TOLERANCE * born >= limit) {
      return OptionalDouble.empty();
    }
    changedNanos = nowNanos;
    return OptionalDouble.of(TOLERANCE * born);
  }
}
