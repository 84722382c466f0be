package org.wordsight.dedup;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The connected components of the duplicate relation. Pairs with dropped questions count too. Two
 * kept questions that resemble the same dropped question are therefore in one cluster. A cluster
 * goes into one part of the split whole, so that near copies are never in both parts.
 */
public final class Clusters {
  private final Map<Long, Long> parents = new HashMap<>();

  private Clusters() {}

  /**
   * Makes the clusters of all pairs.
   *
   * @param representatives each rank with the smallest rank of its exact duplicates
   */
  public static Clusters of(Map<Long, Long> representatives, Collection<Pair> pairs) {
    Clusters clusters = new Clusters();
    representatives.forEach(clusters::join);
    pairs.forEach(pair -> clusters.join(pair.earlier(), pair.later()));
    return clusters;
  }

  /** The root of a component is its smallest rank that is not a seed's, if it has one. */
  private void join(long one, long other) {
    long a = rootOf(one);
    long b = rootOf(other);
    if (a != b) {
      boolean aLeads = Rank.isSeed(a) == Rank.isSeed(b) ? a < b : Rank.isSeed(b);
      parents.put(aLeads ? b : a, aLeads ? a : b);
    }
  }

  /** The root of the cluster that a rank is in: its smallest rank that is not a seed question's. */
  public long rootOf(long rank) {
    long root = rank;
    for (Long parent = parents.get(root); parent != null; parent = parents.get(root)) {
      root = parent;
    }
    for (long at = rank; at != root; ) {
      at = parents.put(at, root);
    }
    return root;
  }

  /** The sizes of the clusters that these ranks are in, by the cluster's root. */
  public Map<Long, Integer> sizes(List<Long> ranks) {
    Map<Long, Integer> sizes = new HashMap<>();
    ranks.forEach(rank -> sizes.merge(rootOf(rank), 1, Integer::sum));
    return sizes;
  }
}
