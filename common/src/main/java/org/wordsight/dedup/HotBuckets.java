package org.wordsight.dedup;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of an index that many kept sets share. Each later set with such a key is compared with
 * all of these sets, so such keys decide how long a search takes.
 */
final class HotBuckets {
  /** A key is hot if more sets than this number share it. */
  static final int HOT = 64;

  private static final int MOST = 1_000;

  private final Map<Long, Integer> sizes = new HashMap<>();

  /** Notes the number of sets that were found under a key. */
  void note(long key, int size) {
    if (size > HOT && (sizes.size() < MOST || sizes.containsKey(key))) {
      sizes.put(key, size);
    }
  }

  /** The hot keys, the largest first; at most 1,000. */
  List<SelectionFacts.HotBucket> list() {
    return sizes.entrySet().stream()
        .map(entry -> new SelectionFacts.HotBucket(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparing((SelectionFacts.HotBucket bucket) -> -bucket.questions())
                .thenComparing(SelectionFacts.HotBucket::key))
        .toList();
  }
}
