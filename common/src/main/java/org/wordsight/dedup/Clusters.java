package org.wordsight.dedup;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The connected components of the duplicate relation. All pairs count, those of dropped questions
 * too: two kept questions that a dropped one resembles both are in one cluster, though they are no
 * pair, so that near copies never lie on both sides of a split.
 */
public final class Clusters {
  private final Map<Long, Long> parents = new HashMap<>();

  private Clusters() {}

  /**
   * Joins what is related.
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

  /** The cluster of a rank, named by its smallest rank that is not a seed question's. */
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

  /** The sizes of the clusters that these ranks fall into, by cluster. */
  public Map<Long, Integer> sizes(List<Long> ranks) {
    Map<Long, Integer> sizes = new HashMap<>();
    ranks.forEach(rank -> sizes.merge(rootOf(rank), 1, Integer::sum));
    return sizes;
  }
}
