package org.wordsight.dedup;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The place of a candidate in the order of decisions. Waves come one after the other. Inside a
 * wave, preferences count one after the other, and then the rank.
 */
public final class Precedence implements Comparable<Precedence>, Serializable {
  private static final long serialVersionUID = 1L;
  private static final long[] NONE = {};

  private final int wave;
  private final long[] preferences;
  private final long rank;

  private Precedence(int wave, long[] preferences, long rank) {
    this.wave = wave;
    this.preferences = preferences;
    this.rank = rank;
  }

  /** The order of rank alone. */
  public static Precedence of(long rank) {
    return new Precedence(0, NONE, rank);
  }

  /**
   * @param wave from 0
   * @param preferences smaller numbers come first; every candidate has equally many
   */
  public static Precedence of(int wave, long[] preferences, long rank) {
    return new Precedence(wave, preferences.clone(), rank);
  }

  public long rank() {
    return rank;
  }

  @Override
  public int compareTo(Precedence other) {
    int byWave = Integer.compare(wave, other.wave);
    int byPreference = byWave != 0 ? byWave : Arrays.compare(preferences, other.preferences);
    return byPreference != 0 ? byPreference : Long.compare(rank, other.rank);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Precedence precedence && compareTo(precedence) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * wave + Arrays.hashCode(preferences)) + Long.hashCode(rank);
  }
}
