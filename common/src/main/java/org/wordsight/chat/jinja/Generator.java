package org.wordsight.chat.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Python's generator: true, without a length, and used up by the first reader. */
record Generator(Iterator<Object> items) {
  /** Computes its items when they are first read, or never. */
  static Generator of(Supplier<List<Object>> items) {
    return new Generator(Stream.of(items).flatMap(made -> made.get().stream()).iterator());
  }
}
