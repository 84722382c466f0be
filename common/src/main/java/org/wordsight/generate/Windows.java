package org.wordsight.generate;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.layer.RowSpan;

/** Cuts the positions of consecutive rows into windows that are read at a time. */
final class Windows {
  private Windows() {}

  /**
   * @param spans the positions of the rows
   * @param width the positions of a window; the last window may have fewer
   */
  static List<List<RowSpan>> of(List<RowSpan> spans, int width) {
    List<List<RowSpan>> windows = new ArrayList<>();
    List<RowSpan> window = new ArrayList<>();
    int free = width;
    for (RowSpan span : spans) {
      int done = 0;
      while (done < span.count()) {
        int count = Math.min(free, span.count() - done);
        window.add(new RowSpan(span.row(), span.start() + done, count));
        done += count;
        free -= count;
        if (free == 0) {
          windows.add(window);
          window = new ArrayList<>();
          free = width;
        }
      }
    }
    if (!window.isEmpty()) {
      windows.add(window);
    }
    return windows;
  }
}
