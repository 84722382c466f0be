package org.wordsight.dedup;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Lists of primitive numbers, by place. */
final class IntLists {
  private static final int[] NOTHING = {};

  private final int[][] lists;
  private final int[] sizes;

  IntLists(int count) {
    lists = new int[count][];
    sizes = new int[count];
    Arrays.fill(lists, NOTHING);
  }

  void add(int place, int number) {
    if (sizes[place] == lists[place].length) {
      lists[place] = Arrays.copyOf(lists[place], Math.max(4, 2 * sizes[place]));
    }
    lists[place][sizes[place]++] = number;
  }

  /** A copy of a list. */
  int[] list(int place) {
    return Arrays.copyOf(lists[place], sizes[place]);
  }

  void forEach(int place, IntConsumer action) {
    for (int i = 0; i < sizes[place]; i++) {
      action.accept(lists[place][i]);
    }
  }
}
