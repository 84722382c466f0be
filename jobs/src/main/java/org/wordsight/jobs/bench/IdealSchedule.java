package org.wordsight.jobs.bench;

import java.util.List;
import java.util.PriorityQueue;

/**
 * The shortest time of a client that always has as many requests in flight as is allowed. Each
 * place takes the next request as soon as it is free. The time includes the end, when places are
 * empty. It leaves out the rise at the beginning and the time of messages.
 */
final class IdealSchedule {
  private IdealSchedule() {}

  /**
   * @param millis how long the endpoint worked on each request, in the order of their beginnings
   * @param places the number of requests in flight at once
   */
  static double seconds(List<Integer> millis, int places) {
    PriorityQueue<Long> ends = new PriorityQueue<>();
    long last = 0;
    for (int each : millis) {
      long end = (ends.size() < places ? 0 : ends.remove()) + each;
      ends.add(end);
      last = Math.max(last, end);
    }
    return last / 1e3;
  }
}
