package org.wordsight.fleet;

import java.util.BitSet;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/**
 * A wave: the items to ask, and the number of answers that are needed. The numbers are read one by
 * one while the wave goes on, so that a wave of a million items needs no list.
 *
 * @param first the lowest number
 * @param end all numbers are lower
 * @param numbers ascending, each at most once
 * @param needed the wave ends after so many answers, and items in flight are cancelled. If there
 *     are fewer items, the wave ends when all are answered or given up
 */
public record Work(long first, long end, PrimitiveIterator.OfLong numbers, long needed) {
  public Work {
    if (first < 0 || end < first || end - first > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a wave from " + first + " to " + end);
    }
    if (needed < 0) {
      throw new IllegalArgumentException(needed + " answers are needed");
    }
  }

  /** All items from {@code first} to below {@code end}, every one of which is needed. */
  public static Work all(long first, long end) {
    return new Work(first, end, LongStream.range(first, end).iterator(), Long.MAX_VALUE);
  }

  /**
   * The items from {@code first} to below {@code end} that are not done yet.
   *
   * @param done the bit {@code number - first} of each item that is answered; read lazily, so it
   *     must not change while the wave goes on
   * @param needed answers beside those that are done
   */
  public static Work remaining(long first, long end, BitSet done, long needed) {
    LongStream open =
        LongStream.range(first, end).filter(number -> !done.get((int) (number - first)));
    return new Work(first, end, open.iterator(), needed);
  }
}
