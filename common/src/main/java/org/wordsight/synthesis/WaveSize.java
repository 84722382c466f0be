package org.wordsight.synthesis;

/**
 * Decides how many requests the next wave has. The number depends on counts alone, so that a
 * continued run plans the same waves.
 *
 * @param asked the number of questions that must survive curation
 * @param questionsPerCall the number of questions that one request asks for
 * @param groupSize requests in a group; a wave has whole groups, since a full batch costs little
 *     more than part of one
 * @param limit the most requests of all waves together
 */
public record WaveSize(int asked, int questionsPerCall, int groupSize, int limit) {

  /**
   * The limit if the user sets none. It is enough if a quarter of the teacher's questions is
   * usable.
   */
  private static final int LIMIT_IN_FIRST_WAVES = 4;

  /**
   * Later requests yield a little less than earlier ones, since more of their questions are
   * duplicates.
   */
  private static final double MARGIN = 1.1;

  /** A wave size with the default limit. */
  public static WaveSize withoutLimit(int asked, int questionsPerCall, int groupSize) {
    int first = first(asked, questionsPerCall, groupSize);
    return new WaveSize(asked, questionsPerCall, groupSize, LIMIT_IN_FIRST_WAVES * first);
  }

  /**
   * The number of requests in the next wave; 0 when enough questions survive or the limit is
   * reached.
   *
   * @param requests the requests of all waves so far
   * @param kept the questions that survive curation so far
   */
  public int next(int requests, int kept) {
    if (kept >= asked) {
      return 0;
    }
    int wanted = requests == 0 ? first(asked, questionsPerCall, groupSize) : more(requests, kept);
    return Math.min(wanted, limit - requests);
  }

  /** Enough requests if every question is kept. */
  private static int first(int asked, int questionsPerCall, int groupSize) {
    return wholeGroups((double) asked / questionsPerCall, groupSize);
  }

  /** Enough requests at the share kept so far, but never more than all requests so far. */
  private int more(int requests, int kept) {
    double atThisYield = kept == 0 ? requests : MARGIN * (asked - kept) * requests / kept;
    return wholeGroups(Math.min(requests, atThisYield), groupSize);
  }

  private static int wholeGroups(double requests, int groupSize) {
    return (int) Math.ceil(requests / groupSize) * groupSize;
  }
}
