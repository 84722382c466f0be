package org.wordsight.evaluate;

import java.util.Optional;

/**
 * The accuracy of one set of predictions.
 *
 * @param category the category counted; absent if all items count
 * @param interval Wilson's 95 % interval
 */
public record Accuracy(
    Scoring scoring, Optional<String> category, int n, int correct, Interval interval) {
  /** The share of right predictions. */
  public double fraction() {
    return (double) correct / n;
  }
}
