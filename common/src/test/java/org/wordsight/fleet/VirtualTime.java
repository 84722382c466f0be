package org.wordsight.fleet;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** A clock that moves only to the next event. */
final class VirtualTime implements LongSupplier {
  private record Event(long atNanos, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
  private long nowNanos;
  private long order;

  @Override
  public long getAsLong() {
    return nowNanos;
  }

  double seconds() {
    return nowNanos / 1e9;
  }

  void pass(double seconds) {
    nowNanos += Math.round(seconds * 1e9);
  }

  void after(double seconds, Runnable action) {
    events.add(new Event(nowNanos + Math.round(seconds * 1e9), order++, action));
  }

  void at(double seconds, Runnable action) {
    after(Math.max(0, seconds - seconds()), action);
  }

  /** Goes to the next event; false if there is none. */
  boolean next() {
    Event event = events.poll();
    if (event == null) {
      return false;
    }
    nowNanos = event.atNanos();
    event.action().run();
    return true;
  }
}
