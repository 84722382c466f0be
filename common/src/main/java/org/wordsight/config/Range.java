package org.wordsight.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.DoublePredicate;

/**
 * The numbers that a key allows.
 *
 * @param words the range in messages
 */
public record Range(String words, DoublePredicate holds) {

  /** Whole numbers between two bounds, both allowed. */
  static Range whole(long least, long most) {
    return new Range(
        String.format(Locale.ROOT, "a whole number of at least %,d and at most %,d", least, most),
        x -> x >= least && x <= most);
  }

  /** Seeds: every number from 0 to the largest of 64 bits with a sign. */
  static Range seed() {
    return whole(0, Long.MAX_VALUE);
  }

  static Range powerOfTwo(int most) {
    return new Range(
        String.format(Locale.ROOT, "a power of two (1, 2, 4, …) of at most %,d", most),
        x -> x >= 1 && x <= most && Long.bitCount((long) x) == 1);
  }

  /** Numbers between two bounds, both allowed. */
  static Range number(double least, double most) {
    return new Range(
        "a number of at least " + plain(least) + " and at most " + plain(most),
        x -> x >= least && x <= most);
  }

  /** Numbers between two bounds, neither allowed. */
  static Range between(double above, double below) {
    return new Range(
        "a number above " + plain(above) + " and below " + plain(below),
        x -> x > above && x < below);
  }

  /** 0, or a number of another range. */
  Range orZero() {
    return new Range("0 or " + words, x -> x == 0 || holds.test(x));
  }

  /** Refuses a number that the program itself made. */
  public void require(String name, double number) {
    if (!holds.test(number)) {
      throw new IllegalArgumentException(name + " is " + number + ", expected " + words);
    }
  }

  private static String plain(double number) {
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }
}
