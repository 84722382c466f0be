package org.wordsight.fleet;

/**
 * Notices a server that queues requests instead of refusing them: the time for each token that it
 * writes rises with the queue.
 *
 * <p>The rule compares averages, as the gradient limits of Vegas and of Netflix's
 * concurrency-limits do: the latest window against the best window so far. Both are milliseconds a
 * token over at least 100 answers, because single latencies differ widely with the answer's length.
 * A server that batches continuously is slower for each request when more run together, and still
 * does more in all; so only more than twice the best average is too slow. At that point about half
 * of what is on its way waits in a queue, and less in flight loses no throughput. The best average
 * rises by one per cent with each window, so that a lasting change of the work is accepted in time.
 */
final class LatencyRule {
  private static final int FEWEST_ANSWERS = 100;
  private static final double TOLERANCE = 2;
  private static final double AGING = 1.01;

  private double best = Double.POSITIVE_INFINITY;
  private double nanos;
  private long tokens;
  private int answers;

  /**
   * Adds one answer.
   *
   * @param written tokens; 0 where the endpoint does not say, or where nothing came
   * @return whether the window is full and too slow
   */
  boolean isSlow(long latencyNanos, int written, int permits) {
    nanos += latencyNanos;
    tokens += written;
    answers++;
    if (answers < Math.max(FEWEST_ANSWERS, permits)) {
      return false;
    }
    double average = nanos / Math.max(1, tokens);
    forgetWindow();
    boolean slow = average > TOLERANCE * best;
    best = Math.min(average, best * AGING);
    return slow;
  }

  /** Begins a new window. */
  void forgetWindow() {
    nanos = 0;
    tokens = 0;
    answers = 0;
  }
}
