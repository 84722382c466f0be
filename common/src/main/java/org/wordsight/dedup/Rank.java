package org.wordsight.dedup;

import org.wordsight.data.Candidate;

/**
 * The order of preference as one number; a smaller number is preferred. Seed questions come first,
 * then questions of earlier runs, then candidates in the order of the plan and of their answer. A
 * candidate's rank depends on the candidate alone.
 */
public final class Rank {
  private static final int POSITION_BITS = 24;
  private static final long FIRST_OF_HISTORY = Long.MIN_VALUE / 2;

  private Rank() {}

  public static long of(Candidate candidate) {
    return ((long) candidate.ordinal() << POSITION_BITS) | candidate.position();
  }

  /** The place in the plan of the request whose answer held a candidate. */
  public static int ordinal(long rank) {
    return Math.toIntExact(rank >> POSITION_BITS);
  }

  /** The rank of a seed question, counted from 1 in the file's order. */
  public static long ofSeed(int number) {
    return Long.MIN_VALUE + number;
  }

  public static boolean isSeed(long rank) {
    return rank < FIRST_OF_HISTORY;
  }

  /**
   * The rank of a question of an earlier run, counted from 0 in the order of {@link KeptHistory}.
   */
  static long ofHistory(int question) {
    return FIRST_OF_HISTORY + question;
  }

  public static boolean isHistory(long rank) {
    return rank >= FIRST_OF_HISTORY && rank < 0;
  }

  static boolean isCandidate(long rank) {
    return rank >= 0;
  }

  /** The number of a question in {@link KeptHistory}. */
  public static int historyQuestion(long rank) {
    return Math.toIntExact(rank - FIRST_OF_HISTORY);
  }

  /**
   * A seed question's id as the kept question of a duplicate: {@code seed:3} is the third of the
   * file.
   */
  public static String seedId(long rank) {
    return "seed:" + (rank - Long.MIN_VALUE);
  }
}
