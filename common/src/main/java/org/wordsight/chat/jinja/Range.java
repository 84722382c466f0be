package org.wordsight.chat.jinja;

import java.util.AbstractList;
import java.util.List;

/** Python's range, at most 100,000 long as Jinja's sandbox has it. */
record Range(long start, long stop, long step) {
  private static final long MAXIMUM_LENGTH = 100_000;

  Range {
    if (step == 0) {
      throw new TemplateException("range() has a step of 0");
    }
    if (length(start, stop, step) > MAXIMUM_LENGTH) {
      throw new TemplateException("range() is longer than " + MAXIMUM_LENGTH);
    }
  }

  private static long length(long start, long stop, long step) {
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
        return (int) length(start, stop, step);
      }
    };
  }
}
