package org.wordsight.evaluate;

/**
 * The same items answered before and after training.
 *
 * @param n items answered both times
 * @param gained items wrong before and right after
 * @param lost items right before and wrong after
 * @param interval Tango's 95 % interval of the difference
 * @param pMcNemar McNemar's exact test
 */
public record PairedComparison(
    Scoring scoring, int n, int gained, int lost, Interval interval, double pMcNemar) {
  /** Accuracy after minus accuracy before, as a fraction of 1. */
  public double difference() {
    return (double) (gained - lost) / n;
  }
}
