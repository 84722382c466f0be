package org.wordsight.dedup;

import java.util.Arrays;

/** The ranks and clusters of kept questions, by their number from 0. */
final class KeptSets {
  private static final long NO_CANDIDATE = Long.MAX_VALUE;

  private long[] ranks = new long[1024];
  private int[] parents = new int[1024];

  /** For a cluster's root: the smallest rank of a candidate in the cluster. */
  private long[] leaders = new long[1024];

  private int count;

  int add(long rank) {
    if (count == ranks.length) {
      ranks = Arrays.copyOf(ranks, 2 * count);
      parents = Arrays.copyOf(parents, 2 * count);
      leaders = Arrays.copyOf(leaders, 2 * count);
    }
    ranks[count] = rank;
    parents[count] = count;
    leaders[count] = Rank.isCandidate(rank) ? rank : NO_CANDIDATE;
    return count++;
  }

  /** Adds so many questions of earlier runs. */
  void addHistory(int questions) {
    for (int i = 0; i < questions; i++) {
      add(Rank.ofHistory(i));
    }
  }

  int count() {
    return count;
  }

  long rank(int number) {
    return ranks[number];
  }

  /** Adds a candidate to the cluster of a kept question that it resembles. */
  void attach(long rank, int number) {
    int root = root(number);
    leaders[root] = Math.min(leaders[root], rank);
  }

  /** Joins the clusters of two questions, since one candidate resembles both. */
  void join(int one, int other) {
    int a = root(one);
    int b = root(other);
    if (a != b) {
      int root = Math.min(a, b);
      parents[Math.max(a, b)] = root;
      leaders[root] = Math.min(leaders[a], leaders[b]);
    }
  }

  long leader(int number) {
    return leaders[root(number)];
  }

  private int root(int number) {
    int root = number;
    while (parents[root] != root) {
      root = parents[root];
    }
    for (int at = number; at != root; ) {
      int parent = parents[at];
      parents[at] = root;
      at = parent;
    }
    return root;
  }
}
