package org.wordsight.dedup;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds candidate pairs without missing one: the prefix and positional filters of the
 * set-similarity joins AllPairs and PPJoin.
 *
 * <p>All sets are put in the same order, rare shingles first. Two sets whose Jaccard similarity
 * reaches the threshold then share a shingle among the first {@code n - ceil(threshold n) + 1} of
 * each. This holds for any common order. Rare shingles go first because that keeps the groups
 * small.
 *
 * @param threshold above 0, at most 1
 * @param frequencies how common each shingle is over all compared sets
 */
public record PrefixFilter(double threshold, ShingleFrequencies frequencies)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Protects whole-number bounds against rounding. It only ever admits more pairs. */
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

  /** The shingles that a set shares with every set that may be similar. */
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
   * Whether two sets can reach the threshold, given a shingle of both. The answer is false only
   * where the sizes of the sets, or the shingles after this one, rule the threshold out. The bound
   * takes this shingle for the first that the sets share. A similar pair therefore passes at its
   * first shared shingle, and may fail at later ones.
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
