package org.wordsight.dedup;

import org.wordsight.data.Candidate;

/**
 * The order of preference as one number; a smaller number is preferred. Seed questions come first,
 * then candidates in the order of the plan and of their answer. A rank depends on its candidate
 * alone.
 */
public final class Rank {
  private static final int POSITION_BITS = 24;

  private Rank() {}

  public static long of(Candidate candidate) {
    return ((long) candidate.ordinal() << POSITION_BITS) | candidate.position();
  }

  /** The place in the plan of the request that a candidate came from. */
  public static int ordinal(long rank) {
    return Math.toIntExact(rank >> POSITION_BITS);
  }

  /** The rank of a seed question, counted from 1 in the file's order. */
  public static long ofSeed(int number) {
    return Long.MIN_VALUE + number;
  }

  public static boolean isSeed(long rank) {
    return rank < 0;
  }

  /**
   * A seed question's id as the kept question of a duplicate: {@code seed:3} is the third of the
   * file.
   */
  public static String seedId(long rank) {
    return "seed:" + (rank - Long.MIN_VALUE);
  }
}
