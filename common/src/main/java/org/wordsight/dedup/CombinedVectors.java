package org.wordsight.dedup;

import java.util.ArrayList;
import java.util.List;

/**
 * The vectors of all kept questions by their number: those of the seed questions, of earlier runs,
 * and of this run's candidates.
 *
 * @param own the vectors of seed questions and candidates, without a gap; it may grow
 * @param first the number of the first question of an earlier run
 */
record CombinedVectors(NumberedVectors own, NumberedVectors history, int first)
    implements NumberedVectors {

  CombinedVectors {
    boolean areBoth = own.count() > 0 && history.count() > 0;
    if (areBoth && own.dimensions() != history.dimensions()) {
      throw new IllegalArgumentException(
          "Vectors of earlier runs have %d dimensions, expected %d"
              .formatted(history.dimensions(), own.dimensions()));
    }
  }

  @Override
  public int count() {
    return own.count() + history.count();
  }

  @Override
  public int dimensions() {
    return own.count() > 0 ? own.dimensions() : history.dimensions();
  }

  @Override
  public void read(int number, float[] into) {
    if (number < first) {
      own.read(number, into);
    } else if (number < first + history.count()) {
      history.read(number - first, into);
    } else {
      own.read(number - history.count(), into);
    }
  }

  @Override
  public List<Rows> pieces(int from, int to, int most) {
    int end = first + history.count();
    List<Rows> pieces = new ArrayList<>(own.pieces(from, Math.min(to, first), most));
    int earlierFrom = Math.max(0, from - first);
    int earlierTo = Math.min(to, end) - first;
    add(history.pieces(earlierFrom, earlierTo, most), first, pieces);
    int ownFrom = Math.max(from, end) - history.count();
    add(own.pieces(ownFrom, to - history.count(), most), history.count(), pieces);
    return pieces;
  }

  private static void add(List<Rows> some, int shift, List<Rows> to) {
    some.forEach(rows -> to.add(new Rows(rows.first() + shift, rows.count(), rows.memory())));
  }
}
