package org.wordsight.evaluate;

import java.util.Collection;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** The statistics of right and wrong answers. All are two-sided, at 95 %. */
public final class Statistics {
  private static final double ERROR_RATE = 0.05;

  /** The normal distribution's 97.5 % point. */
  private static final double Z = 1.959963984540054;

  private static final int BISECTIONS = 200;

  private Statistics() {}

  /** Wilson's score interval of a proportion; {@code n} is at least 1. */
  public static Interval wilson(int correct, int n) {
    org.apache.commons.statistics.interval.Interval interval =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(n, correct, ERROR_RATE);
    // At 0 and n, the bound is the proportion itself. Rounding may miss it.
    double proportion = (double) correct / n;
    return new Interval(
        Math.min(interval.getLowerBound(), proportion),
        Math.max(interval.getUpperBound(), proportion));
  }

  /**
   * McNemar's exact test. If gains and losses are equally likely, it is the probability of a split
   * at least this uneven. That is the two-sided binomial test with p = 1/2. The result is 1 if
   * nothing changed.
   */
  public static double mcNemar(int gained, int lost) {
    if (gained + lost == 0) {
      return 1;
    }
    return BinomialTest.withDefaults().test(gained + lost, Math.min(gained, lost), 0.5).getPValue();
  }

  /**
   * Tango's score interval of a difference of paired proportions, (gained - lost) / n.
   *
   * <p>The interval contains every difference that the score test does not refuse. It belongs to
   * McNemar's test as Wilson's interval belongs to the test of one proportion. It stays within -1
   * to 1. If nothing was lost or nothing changed, it still has a width; the usual normal interval
   * then has none. T. Tango, Statistics in Medicine 17 (1998), 891-908.
   *
   * @param gained pairs wrong before and right after
   * @param lost pairs right before and wrong after
   * @param n all pairs, at least 1
   */
  public static Interval pairedDifference(int gained, int lost, int n) {
    if (gained < 0 || lost < 0 || n < 1 || gained + lost > n) {
      throw new IllegalArgumentException(gained + " gained, " + lost + " lost of " + n);
    }
    double difference = (double) (gained - lost) / n;
    DoubleUnaryOperator score = d -> tangoScore(gained, lost, n, d);
    double low = lost == n ? -1 : crossing(score, Z, -1, difference);
    double high = gained == n ? 1 : crossing(score, -Z, difference, 1);
    return new Interval(low, high);
  }

  /** The score statistic of the hypothesis that the difference is d. It falls as d grows. */
  private static double tangoScore(int gained, int lost, int n, double d) {
    double b = -gained - lost + (2.0 * n - gained + lost) * d;
    double c = -lost * d * (1 - d);
    // The likeliest share of lost pairs if the hypothesis is true.
    double lostShare = (Math.sqrt(Math.max(0, b * b - 8.0 * n * c)) - b) / (4.0 * n);
    double variance = n * (2 * lostShare + d * (1 - d));
    double excess = gained - lost - n * d;
    return excess == 0 ? 0 : excess / Math.sqrt(Math.max(variance, Double.MIN_NORMAL));
  }

  /** The point where a falling function takes a value, by halving until the ends are neighbours. */
  private static double crossing(
      DoubleUnaryOperator falling, double value, double from, double to) {
    double low = from;
    double high = to;
    for (int i = 0; i < BISECTIONS && Math.nextUp(low) < high; i++) {
      double middle = low + (high - low) / 2;
      if (falling.applyAsDouble(middle) > value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low + (high - low) / 2;
  }

  /**
   * The standard error of an accuracy whose items come in clusters, such as several images with the
   * same options. It is the usual sandwich estimate with G / (G - 1). With one item a cluster, it
   * is the usual error of independent items. If the result is larger than that, the intervals of
   * this class are too narrow by the same factor.
   *
   * @param sizesAndCorrect for each cluster, the number of its items and the number of right ones
   */
  public static double clusteredError(Collection<int[]> sizesAndCorrect) {
    int n = sizesAndCorrect.stream().mapToInt(cluster -> cluster[0]).sum();
    double mean = sizesAndCorrect.stream().mapToInt(cluster -> cluster[1]).sum() / (double) n;
    double sum = 0;
    for (int[] cluster : sizesAndCorrect) {
      double residual = cluster[1] - cluster[0] * mean;
      sum += residual * residual;
    }
    int clusters = sizesAndCorrect.size();
    return clusters < 2 ? Double.NaN : Math.sqrt(sum * clusters / (clusters - 1)) / n;
  }
}
