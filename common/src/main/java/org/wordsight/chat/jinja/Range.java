package org.wordsight.chat.jinja;

import java.util.AbstractList;
import java.util.List;

/** Python's range. */
record Range(long start, long stop, long step) {
  private static final long MAXIMUM_LENGTH = 100_000;

  /** The function {@code range}: at most 100,000 long, as Jinja's sandbox has it. */
  static Range asked(long start, long stop, long step) {
    if (step == 0) {
      throw new TemplateException("range() has a step of 0");
    }
    Range range = new Range(start, stop, step);
    if (range.length() > MAXIMUM_LENGTH) {
      throw new TemplateException("range() is longer than " + MAXIMUM_LENGTH);
    }
    return range;
  }

  private long length() {
    long distance = step > 0 ? stop - start : start - stop;
    return distance <= 0 ? 0 : (distance - 1) / Math.abs(step) + 1;
  }

  List<Object> items() {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return start + index * step;
      }

      @Override
      public int size() {
        return (int) length();
      }
    };
  }

  /** The places {@code from} to {@code to}, each {@code by}-th of them. */
  Range slice(long from, long to, long by) {
    return new Range(start + from * step, start + to * step, step * by);
  }
}
