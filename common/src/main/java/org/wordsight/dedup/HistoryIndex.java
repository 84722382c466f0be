package org.wordsight.dedup;

import java.util.List;

/** The sets of several files, numbered one file after the other. */
final class HistoryIndex implements Sets {
  static final HistoryIndex NONE = new HistoryIndex(List.of(), new int[] {0});

  private final List<SavedSets> files;

  /** The number of each file's first set; one more ends the last. */
  private final int[] firsts;

  HistoryIndex(List<SavedSets> files, int[] firsts) {
    this.files = List.copyOf(files);
    this.firsts = firsts.clone();
  }

  int count() {
    return firsts[files.size()];
  }

  /** Reports the sets that can reach the threshold. A number may be reported more than once. */
  void candidates(long[] members, int size, CandidateIndex.Found found) {
    for (int file = 0; file < files.size(); file++) {
      int first = firsts[file];
      files
          .get(file)
          .candidates(members, size, (number, without) -> found.accept(first + number, without));
    }
  }

  @Override
  public int size(int number) {
    int file = KeptHistory.file(firsts, number);
    return files.get(file).size(number - firsts[file]);
  }

  @Override
  public int read(int number, long[] into) {
    int file = KeptHistory.file(firsts, number);
    return files.get(file).read(number - firsts[file], into);
  }
}
