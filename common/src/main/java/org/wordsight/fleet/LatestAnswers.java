package org.wordsight.fleet;

import java.util.Arrays;

/**
 * When the requests were sent that were answered. Only those that were sent last are remembered.
 */
final class LatestAnswers {
  private static final int REMEMBERED = 32;

  /** The latest first. */
  private final long[] sentNanos = new long[REMEMBERED];

  LatestAnswers() {
    Arrays.fill(sentNanos, Long.MIN_VALUE);
  }

  /** An answer has come to a request that was sent at this time. */
  void add(long sent) {
    int place = REMEMBERED;
    while (place > 0 && sentNanos[place - 1] < sent) {
      place--;
    }
    if (place < REMEMBERED) {
      System.arraycopy(sentNanos, place, sentNanos, place + 1, REMEMBERED - 1 - place);
      sentNanos[place] = sent;
    }
  }

  /**
   * Whether so many requests that were sent after a time were answered.
   *
   * @param count at least 1; where it is more than what is remembered, all of that is enough
   */
  boolean areAfter(long nanos, int count) {
    return sentNanos[Math.min(count, REMEMBERED) - 1] > nanos;
  }
}
