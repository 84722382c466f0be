package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Python's stable sort by keys. Java's own sort fails on orders with contradictions, such as
 * numbers with NaN among them. This one ends with some order, and charges every comparison.
 */
final class Sorting {
  private Sorting() {}

  private record Keyed(Object key, Object item) {}

  static List<Object> sorted(
      Context context, List<Object> items, UnaryOperator<Object> key, boolean reverse) {
    context.budget().elements(4L * items.size());
    List<Keyed> keyed = new ArrayList<>(items.size());
    for (Object item : items) {
      keyed.add(new Keyed(key.apply(item), item));
    }
    if (reverse) {
      Collections.reverse(keyed); // Equal items keep their order here too.
    }
    List<Object> sorted = new ArrayList<>(items.size());
    for (Keyed each : merged(context, keyed)) {
      sorted.add(each.item);
    }
    if (reverse) {
      Collections.reverse(sorted);
    }
    return sorted;
  }

  /** Merges runs of 1, 2, 4 and so on. */
  private static List<Keyed> merged(Context context, List<Keyed> items) {
    List<Keyed> from = items;
    for (int run = 1; run < items.size(); run *= 2) {
      context.budget().elements(items.size());
      List<Keyed> to = new ArrayList<>(items.size());
      for (int start = 0; start < from.size(); start += 2 * run) {
        int middle = Math.min(start + run, from.size());
        int end = Math.min(middle + run, from.size());
        merge(context, from.subList(start, middle), from.subList(middle, end), to);
      }
      from = to;
    }
    return from;
  }

  private static void merge(Context context, List<Keyed> a, List<Keyed> b, List<Keyed> to) {
    int i = 0;
    int k = 0;
    while (i < a.size() && k < b.size()) {
      boolean second = Comparisons.less(context, b.get(k).key, a.get(i).key);
      to.add(second ? b.get(k++) : a.get(i++));
    }
    to.addAll(a.subList(i, a.size()));
    to.addAll(b.subList(k, b.size()));
  }
}
