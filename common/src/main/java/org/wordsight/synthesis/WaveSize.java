package org.wordsight.synthesis;

/**
 * How many requests the next wave has: a function of counts alone, so that a continued run plans
 * the same waves.
 *
 * @param asked questions that shall survive curation
 * @param questionsPerCall what one request asks for
 * @param groupSize waves are whole groups, since a full batch costs little more than part of one
 * @param limit the most requests of all waves together
 */
public record WaveSize(int asked, int questionsPerCall, int groupSize, int limit) {

  /**
   * Without a limit of the user's own, a teacher of which a quarter is usable still gets through.
   */
  private static final int LIMIT_IN_FIRST_WAVES = 4;

  /** Later requests yield a little less than earlier ones: more of theirs are duplicates. */
  private static final double MARGIN = 1.1;

  /** A plan with the limit that is chosen where the user sets none. */
  public static WaveSize withoutLimit(int asked, int questionsPerCall, int groupSize) {
    int first = first(asked, questionsPerCall, groupSize);
    return new WaveSize(asked, questionsPerCall, groupSize, LIMIT_IN_FIRST_WAVES * first);
  }

  /**
   * The next wave's requests; 0 when enough survive or the limit is reached.
   *
   * @param requests those of all waves so far
   * @param kept questions that survive curation so far
   */
  public int next(int requests, int kept) {
    if (kept >= asked) {
      return 0;
    }
    int wanted = requests == 0 ? first(asked, questionsPerCall, groupSize) : more(requests, kept);
    return Math.min(wanted, limit - requests);
  }

  /** Enough if every question is kept. */
  private static int first(int asked, int questionsPerCall, int groupSize) {
    return wholeGroups((double) asked / questionsPerCall, groupSize);
  }

  /** Enough at the yield so far, but never more than all requests so far. */
  private int more(int requests, int kept) {
    double atThisYield = kept == 0 ? requests : MARGIN * (asked - kept) * requests / kept;
    return wholeGroups(Math.min(requests, atThisYield), groupSize);
  }

  private static int wholeGroups(double requests, int groupSize) {
    return (int) Math.ceil(requests / groupSize) * groupSize;
  }
}
