package org.wordsight.chat.jinja;

import java.util.List;

/**
 * Python's tuple. Unlike a list, it prints with parentheses and equals only tuples. Its places may
 * have names ({@code group.grouper}). Java's own equality is that of the object. {@link
 * Comparisons} compares tuples and counts the work.
 */
final class Tuple {
  private final List<Object> items;
  private final List<String> names;

  Tuple(List<Object> items) {
    this(items, List.of());
  }

  Tuple(List<Object> items, List<String> names) {
    this.items = items;
    this.names = names;
  }

  static Tuple of(Object... items) {
    return new Tuple(List.of(items));
  }

  List<Object> items() {
    return items;
  }

  List<String> names() {
    return names;
  }
}
