package org.wordsight.dedup;

import java.util.ArrayList;
import java.util.List;

/** The vectors of several files, numbered one file after the other. */
final class HistoryVectors implements NumberedVectors {
  static final HistoryVectors NONE = new HistoryVectors(List.of(), new int[] {0});

  private final List<NumberedVectors> files;

  /** The number of each file's first vector; one more ends the last. */
  private final int[] firsts;

  private final int dimensions;

  /**
   * @throws IllegalArgumentException if the files have vectors of different dimensions
   */
  HistoryVectors(List<? extends NumberedVectors> files, int[] firsts) {
    this.files = List.copyOf(files);
    this.firsts = firsts.clone();
    List<Integer> found =
        files.stream()
            .filter(file -> file.count() > 0)
            .map(NumberedVectors::dimensions)
            .distinct()
            .toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException("Vectors of earlier runs have dimensions " + found);
    }
    this.dimensions = found.isEmpty() ? 0 : found.get(0);
  }

  @Override
  public int count() {
    return firsts[files.size()];
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public void read(int number, float[] into) {
    int file = KeptHistory.file(firsts, number);
    files.get(file).read(number - firsts[file], into);
  }

  @Override
  public List<Rows> pieces(int from, int to, int most) {
    List<Rows> pieces = new ArrayList<>();
    for (int file = 0; file < files.size(); file++) {
      int first = firsts[file];
      int begin = Math.max(from, first);
      int end = Math.min(to, firsts[file + 1]);
      if (begin < end) {
        for (Rows rows : files.get(file).pieces(begin - first, end - first, most)) {
          pieces.add(new Rows(first + rows.first(), rows.count(), rows.memory()));
        }
      }
    }
    return pieces;
  }
}
