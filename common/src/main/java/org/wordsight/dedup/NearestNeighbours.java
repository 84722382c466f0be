package org.wordsight.dedup;

import java.util.Arrays;
import java.util.List;

/**
 * Finds, for each of a few sets, the similarity of the most similar other set. All sets are shown
 * one after the other. The memory depends only on the few sets. The similarities are exact.
 */
public final class NearestNeighbours {
  private final int[] sizes;

  /** The shingles of the few sets, each once, in ascending order. */
  private final long[] shingles;

  /** For each shingle, the beginning of its sets in {@link #sets}; one more entry ends the last. */
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

  /** Begins before any other set is shown. */
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
   * @param own the set's place among the few sets, so that it is no neighbour of itself; -1 if it
   *     is not among them
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

  /**
   * The highest Jaccard similarity so far, in the order of the few sets; 0 if nothing is shared.
   */
  public double[] similarities() {
    return nearest.clone();
  }
}
