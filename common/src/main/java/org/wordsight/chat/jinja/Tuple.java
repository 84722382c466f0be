package org.wordsight.chat.jinja;

import java.util.List;

/**
 * Python's tuple: unlike a list in how it prints and in what it equals. Its places may have names
 * ({@code group.grouper}).
 */
record Tuple(List<Object> items, List<String> names) {
  Tuple(List<Object> items) {
    this(items, List.of());
  }

  static Tuple of(Object... items) {
    return new Tuple(List.of(items));
  }
}
