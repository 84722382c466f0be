package org.wordsight.teacher.openai;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Spreads requests over endpoints. Two endpoints are drawn, and the one with the smaller product of
 * requests in flight and latency is used. An endpoint that fails rests.
 */
record Endpoints(List<Endpoint> all) {
  Endpoints {
    all = List.copyOf(all);
  }

  /** The endpoint for the next request; if all rest, the one whose rest ends first. */
  Endpoint choose(RandomGenerator random, long nowNanos) {
    List<Endpoint> awake = all.stream().filter(one -> one.restNanos(nowNanos) == 0).toList();
    if (awake.isEmpty()) {
      return all.stream()
          .min(Comparator.comparingLong(one -> one.restNanos(nowNanos)))
          .orElseThrow();
    }
    if (awake.size() == 1) {
      return awake.get(0);
    }
    int first = random.nextInt(awake.size());
    int second = (first + 1 + random.nextInt(awake.size() - 1)) % awake.size();
    Endpoint one = awake.get(first);
    Endpoint other = awake.get(second);
    return one.load() <= other.load() ? one : other;
  }
}
