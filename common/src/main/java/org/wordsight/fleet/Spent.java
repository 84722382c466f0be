package org.wordsight.fleet;

/**
 * The money that a run had spent before this process, by its log.
 *
 * @param settledMicrodollars the cost of its answers, and of failures that may be charged
 * @param unsettledMicrodollars the worst cost of requests that were sent and never settled: they
 *     may be charged, and brought nothing
 */
public record Spent(long settledMicrodollars, long unsettledMicrodollars) {
  public static final Spent NOTHING = new Spent(0, 0);

  public Spent {
    if (settledMicrodollars < 0 || unsettledMicrodollars < 0) {
      throw new IllegalArgumentException("negative money");
    }
  }
}
