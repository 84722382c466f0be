package org.wordsight.fleet;

import java.util.OptionalDouble;

/**
 * Notices a server that queues requests instead of refusing them: the time for each token that it
 * writes rises with the queue.
 *
 * <p>The rule is a gradient, as in TCP Vegas and in Netflix's concurrency-limits: the latency of
 * the latest answers against the lowest that was seen. Both are seconds a token over a window of
 * answers, because single latencies differ widely with the answer's length. By Little's law, the
 * requests that were on their way when the answers were sent, divided by how much slower they were,
 * is what the server works on at once.
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
  private static final int ANSWERS = 20;
  private static final double TOLERANCE = 2;
  private static final double STALE = 0.67;

  private double lowest = Double.POSITIVE_INFINITY;
  private double bornAtFirst = Double.POSITIVE_INFINITY;
  private double nanos;
  private double among;
  private long tokens;
  private int answers;

  /**
   * Adds one answer.
   *
   * @param written tokens; 0 where the endpoint does not say, or where nothing came
   * @param sentAmong how many were on their way when it was sent
   * @return how many the server bears, at the end of a window that was too slow
   */
  OptionalDouble bearable(long latencyNanos, int written, int sentAmong) {
    nanos += latencyNanos;
    tokens += written;
    among += sentAmong;
    answers++;
    if (answers < ANSWERS) {
      return OptionalDouble.empty();
    }
    double latest = nanos / Math.max(1, tokens);
    double born = among / answers * lowest / latest;
    nanos = 0;
    among = 0;
    tokens = 0;
    answers = 0;
    if (latest <= TOLERANCE * lowest) {
      lowest = Math.min(latest, lowest);
      bornAtFirst = Double.POSITIVE_INFINITY;
      return OptionalDouble.empty();
    }
    if (bornAtFirst == Double.POSITIVE_INFINITY) {
      bornAtFirst = born;
    } else if (born < STALE * bornAtFirst) {
      lowest = latest;
      bornAtFirst = Double.POSITIVE_INFINITY;
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(TOLERANCE * born);
  }
}
