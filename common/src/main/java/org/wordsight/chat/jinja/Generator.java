package org.wordsight.chat.jinja;

import java.util.Iterator;
import java.util.function.Supplier;

/** Python's generator: true, without a length, and used up by the first reader. */
final class Generator implements Iterator<Object> {
  /**
   * The levels of depth for which one generator counts: the method calls from one generator to the
   * next.
   */
  private static final int LEVELS = 4;

  private final Context context;
  private final Supplier<Iterator<Object>> source;
  private Iterator<Object> items;

  /** Asks its source for items only when they are first read. */
  Generator(Context context, Supplier<Iterator<Object>> source) {
    this.context = context;
    this.source = source;
  }

  /** A generator may read from another one, so each counts as several levels. */
  @Override
  public boolean hasNext() {
    context.budget().enter(LEVELS);
    if (items == null) {
      items = source.get();
    }
    boolean more = items.hasNext();
    context.budget().leave(LEVELS);
    return more;
  }

  @Override
  public Object next() {
    context.budget().enter(LEVELS);
    context.budget().elements(1);
    if (items == null) {
      items = source.get();
    }
    Object item = items.next();
    context.budget().leave(LEVELS);
    return item;
  }
}
