package org.wordsight.evaluate;

/**
 * The same items answered before and after.
 *
 * @param n items answered both times
 * @param gained wrong before, right after
 * @param lost right before, wrong after
 * @param interval Tango's 95 % interval of the difference
 * @param pMcNemar McNemar's exact test
 */
public record PairedComparison(
    Scoring scoring, int n, int gained, int lost, Interval interval, double pMcNemar) {
  /** Accuracy after minus accuracy before, a fraction of 1. */
  public double difference() {
    return (double) (gained - lost) / n;
  }
}
