package org.wordsight.dedup;

import java.io.Serializable;

/**
 * How many sets contain each shingle. The counts are in a fixed number of cells, so that memory is
 * bounded and the counts of parts can be added. Shingles that share a cell look equally common;
 * that costs speed alone. The counts do not depend on how the sets are divided into parts.
 */
public final class ShingleFrequencies implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int CELLS = 1 << 20;

  private final int[] counts = new int[CELLS];

  /** Counts one set and returns this. */
  public ShingleFrequencies add(Shingles shingles) {
    for (long hash : shingles.hashes()) {
      counts[cell(hash)]++;
    }
    return this;
  }

  /** Adds another count and returns this. */
  public ShingleFrequencies add(ShingleFrequencies other) {
    for (int cell = 0; cell < CELLS; cell++) {
      counts[cell] += other.counts[cell];
    }
    return this;
  }

  /** In how many sets a shingle is, or a larger number. */
  public int of(long hash) {
    return counts[cell(hash)];
  }

  private static int cell(long hash) {
    return (int) (hash >>> 44);
  }
}
