package org.wordsight.dedup;

import java.io.Serializable;

/**
 * How many sets hold a shingle, counted in a fixed number of cells, so that counts of parts can be
 * added and memory is bounded. Shingles that share a cell look equally common: that costs speed
 * alone. The same sets give the same counts in whatever parts they were counted.
 */
public final class ShingleFrequencies implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int CELLS = 1 << 20;

  private final int[] counts = new int[CELLS];

  /** Counts one set; returns this. */
  public ShingleFrequencies add(Shingles shingles) {
    for (long hash : shingles.hashes()) {
      counts[cell(hash)]++;
    }
    return this;
  }

  /** Adds what another counted; returns this. */
  public ShingleFrequencies add(ShingleFrequencies other) {
    for (int cell = 0; cell < CELLS; cell++) {
      counts[cell] += other.counts[cell];
    }
    return this;
  }

  /** In how many sets a shingle stands, or more. */
  public int of(long hash) {
    return counts[cell(hash)];
  }

  private static int cell(long hash) {
    return (int) (hash >>> 44);
  }
}
