package org.wordsight.dedup;

import org.wordsight.data.Candidate;

/**
 * The order of preference as one number, smaller being preferred: seed questions first, then the
 * order of the plan, then the place in the answer. It is a function of the candidate alone.
 */
public final class Rank {
  private static final int POSITION_BITS = 24;

  private Rank() {}

  public static long of(Candidate candidate) {
    return ((long) candidate.ordinal() << POSITION_BITS) | candidate.position();
  }

  /** The rank of a seed question, counted from 1 in the file's order. */
  public static long ofSeed(int number) {
    return Long.MIN_VALUE + number;
  }

  public static boolean isSeed(long rank) {
    return rank < 0;
  }

  /** A seed question's id as a witness: {@code seed:3} is the third of the file. */
  public static String seedId(long rank) {
    return "seed:" + (rank - Long.MIN_VALUE);
  }
}
