package org.wordsight.dedup;

/**
 * The sets of all kept questions by their number: those of the seed questions, of earlier runs, and
 * of this run's candidates.
 *
 * @param own the sets of seed questions and candidates, without a gap
 * @param first the number of the first question of an earlier run
 * @param count the number of questions of earlier runs
 */
record CombinedSets(Sets own, Sets history, int first, int count) implements Sets {

  private boolean isHistory(int number) {
    return number >= first && number < first + count;
  }

  private int ownNumber(int number) {
    return number < first ? number : number - count;
  }

  /** The number, over all kept questions, of a set of {@link #own}. */
  int number(int ownNumber) {
    return ownNumber < first ? ownNumber : ownNumber + count;
  }

  @Override
  public int size(int number) {
    return isHistory(number) ? history.size(number - first) : own.size(ownNumber(number));
  }

  @Override
  public int read(int number, long[] into) {
    return isHistory(number)
        ? history.read(number - first, into)
        : own.read(ownNumber(number), into);
  }
}
