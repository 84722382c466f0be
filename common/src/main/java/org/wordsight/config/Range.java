package org.wordsight.config;

import java.util.function.DoublePredicate;

/** The numbers that a key allows, and how a message words them. */
record Range(String words, DoublePredicate holds) {
  static final Range POSITIVE = new Range("a number above 0", x -> x > 0);
  static final Range NOT_NEGATIVE = new Range("a number of at least 0", x -> x >= 0);
  static final Range FRACTION = new Range("a number above 0 and at most 1", x -> x > 0 && x <= 1);
  static final Range BELOW_ONE =
      new Range("a number of at least 0 and below 1", x -> x >= 0 && x < 1);

  static Range wholeOfAtLeast(long least) {
    return new Range("a whole number of at least " + least, x -> x >= least);
  }

  static Range powerOfTwo() {
    return new Range("a power of two (1, 2, 4, …)", x -> x >= 1 && Long.bitCount((long) x) == 1);
  }
}
