package org.wordsight.fleet;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One worker and the items that it holds. */
final class Worker {
  private final String name;
  private final Set<Flight> flights = new LinkedHashSet<>();
  private long seenNanos;
  private boolean wantsMore;

  Worker(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  Set<Flight> flights() {
    return flights;
  }

  int held() {
    return flights.size();
  }

  List<WorkItem> cancelled() {
    return flights.stream().filter(Flight::cancelled).map(Flight::item).toList();
  }

  long seenNanos() {
    return seenNanos;
  }

  void seen(long nanos) {
    seenNanos = nanos;
  }

  /** Whether the worker got fewer items than it asked for. */
  boolean wantsMore() {
    return wantsMore;
  }

  void wantsMore(boolean more) {
    wantsMore = more;
  }
}
