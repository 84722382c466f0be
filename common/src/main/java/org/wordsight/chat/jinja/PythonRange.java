package org.wordsight.chat.jinja;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.List;

/** Python's range. */
record PythonRange(long start, long stop, long step) {
  private static final int MAXIMUM_LENGTH = 100_000;

  /** The function {@code range}: at most 100,000 long, as Jinja's sandbox has it. */
  static PythonRange asked(long start, long stop, long step) {
    if (step == 0) {
      throw new TemplateException("range() arg 3 must not be zero");
    }
    PythonRange range = new PythonRange(start, stop, step);
    if (range.length().compareTo(BigInteger.valueOf(MAXIMUM_LENGTH)) > 0) {
      throw new TemplateException(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE ("
              + MAXIMUM_LENGTH
              + ").");
    }
    return range;
  }

  private BigInteger length() {
    BigInteger distance = BigInteger.valueOf(stop).subtract(BigInteger.valueOf(start));
    int direction = Long.signum(step);
    return distance.signum() != direction
        ? BigInteger.ZERO
        : distance
            .subtract(BigInteger.valueOf(direction))
            .divide(BigInteger.valueOf(step))
            .add(BigInteger.ONE);
  }

  List<Object> items() {
    int size = length().intValueExact();
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return start + index * step;
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /** Whether the two give the same numbers. */
  boolean sameItems(PythonRange other) {
    BigInteger length = length();
    return length.equals(other.length())
        && (length.signum() == 0
            || start == other.start && (length.equals(BigInteger.ONE) || step == other.step));
  }

  /** The places {@code from} to {@code to}, each {@code by}-th of them. */
  PythonRange slice(long from, long to, long by) {
    try {
      return new PythonRange(place(from), place(to), Math.multiplyExact(step, by));
    } catch (ArithmeticException e) {
      throw new TemplateException("a slice of a range is beyond 64 bits");
    }
  }

  private long place(long index) {
    return Math.addExact(start, Math.multiplyExact(index, step));
  }
}
