package org.wordsight.evaluate;

import java.util.Optional;

/**
 * One score of one set of answers.
 *
 * @param category the category counted; absent: all items
 * @param interval Wilson's 95 % interval
 */
public record Accuracy(
    Scoring scoring, Optional<String> category, int n, int correct, Interval interval) {
  /** The fraction of right answers. */
  public double fraction() {
    return (double) correct / n;
  }
}
