package org.wordsight.dedup;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The exact way to candidate pairs (prefix and positional filter of the set-similarity joins
 * AllPairs and PPJoin): if all sets are ordered alike, rare shingles first, two sets whose Jaccard
 * similarity reaches the threshold share a shingle among the first {@code n - ceil(threshold n) +
 * 1} of each. No pair is missed, whatever the order; rare shingles first keeps the buckets small.
 *
 * @param threshold above 0, at most 1
 * @param frequencies how common shingles are, over all sets compared
 */
public record PrefixFilter(double threshold, ShingleFrequencies frequencies)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Makes bounds that are whole numbers robust against rounding; only ever admits more. */
  private static final double SLACK = 1e-9;

  public PrefixFilter {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException("A threshold of " + threshold);
    }
  }

  /**
   * A shingle of a set's prefix.
   *
   * @param size shingles in the set
   * @param place the shingle's place in the set's order, 0 being the rarest
   */
  public record Entry(long shingle, int size, int place) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The keys under which a set meets every set that may be similar. */
  public List<Entry> prefix(Shingles shingles) {
    int size = shingles.size();
    int length = Math.min(size, size - ceiling(threshold * size) + 1);
    Long[] ordered = Arrays.stream(shingles.hashes()).boxed().toArray(Long[]::new);
    Arrays.sort(
        ordered,
        Comparator.<Long>comparingInt(frequencies::of).thenComparing(Comparator.naturalOrder()));
    List<Entry> prefix = new ArrayList<>(length);
    for (int place = 0; place < length; place++) {
      prefix.add(new Entry(ordered[place], size, place));
    }
    return prefix;
  }

  /**
   * Whether two sets that meet in a shingle can reach the threshold if it is the first that they
   * share: false only where their sizes, or the shingles that follow, rule it out. A similar pair
   * passes at the first shingle it shares, and need not pass at later ones.
   */
  public boolean admits(Entry one, Entry other) {
    int smaller = Math.min(one.size(), other.size());
    int larger = Math.max(one.size(), other.size());
    if (smaller < ceiling(threshold * larger)) {
      return false;
    }
    int needed = ceiling(threshold / (1 + threshold) * (one.size() + other.size()));
    int atMost = 1 + Math.min(one.size() - one.place() - 1, other.size() - other.place() - 1);
    return atMost >= needed;
  }

  private static int ceiling(double bound) {
    return (int) Math.ceil(bound - SLACK);
  }
}
