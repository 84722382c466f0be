package org.wordsight.evaluate;

/** A 95 % confidence interval with both bounds included, as fractions of 1. */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("an interval from " + low + " to " + high);
    }
  }
}
