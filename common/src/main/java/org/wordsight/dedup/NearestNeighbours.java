package org.wordsight.dedup;

import java.util.Arrays;
import java.util.List;

/**
 * Finds how similar the most similar other set is to each of a few sets. All sets are shown one
 * after the other; memory grows with the few sets alone. The similarities are exact.
 */
public final class NearestNeighbours {
  private final int[] sizes;

  /** The shingles of the few sets, each once, in ascending order. */
  private final long[] shingles;

  /** For each shingle, where its sets begin in {@link #sets}; one more entry ends the last. */
  private final int[] starts;

  private final int[] sets;
  private final double[] nearest;

  private NearestNeighbours(int[] sizes, long[] shingles, int[] starts, int[] sets) {
    this.sizes = sizes;
    this.shingles = shingles;
    this.starts = starts;
    this.sets = sets;
    this.nearest = new double[sizes.length];
  }

  /** Begins with no other set shown. */
  public static NearestNeighbours of(List<Shingles> few) {
    long[] shingles =
        few.stream()
            .flatMapToLong(set -> Arrays.stream(set.shared()))
            .sorted()
            .distinct()
            .toArray();
    int[] starts = new int[shingles.length + 1];
    for (Shingles set : few) {
      for (long hash : set.shared()) {
        starts[Arrays.binarySearch(shingles, hash) + 1]++;
      }
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] free = starts.clone();
    int[] sets = new int[starts[shingles.length]];
    for (int set = 0; set < few.size(); set++) {
      for (long hash : few.get(set).shared()) {
        sets[free[Arrays.binarySearch(shingles, hash)]++] = set;
      }
    }
    return new NearestNeighbours(
        few.stream().mapToInt(Shingles::size).toArray(), shingles, starts, sets);
  }

  /**
   * Shows one set.
   *
   * @param own its place among the few sets, which it is not a neighbour of; -1 where it is none
   */
  public void show(Shingles other, int own) {
    int[] shared = new int[sizes.length];
    for (long hash : other.shared()) {
      int place = Arrays.binarySearch(shingles, hash);
      if (place >= 0) {
        for (int i = starts[place]; i < starts[place + 1]; i++) {
          shared[sets[i]]++;
        }
      }
    }
    for (int set = 0; set < shared.length; set++) {
      if (set != own && shared[set] > 0) {
        double similarity = (double) shared[set] / (sizes[set] + other.size() - shared[set]);
        nearest[set] = Math.max(nearest[set], similarity);
      }
    }
  }

  /** The highest Jaccard similarity so far, by the few sets' order; 0 where nothing is shared. */
  public double[] similarities() {
    return nearest.clone();
  }
}
