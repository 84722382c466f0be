package org.wordsight.generate;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.layer.Span;

/** Cuts rows that lie one behind the other into pieces that are read at a time. */
final class Windows {
  private Windows() {}

  /**
   * @param places of the rows in the cache
   * @param lengths of the rows
   * @param width positions of a window; the last may have fewer
   */
  static List<List<Span>> of(int[] places, int[] lengths, int width) {
    List<List<Span>> windows = new ArrayList<>();
    List<Span> window = new ArrayList<>();
    int free = width;
    for (int row = 0; row < places.length; row++) {
      int start = 0;
      while (start < lengths[row]) {
        int count = Math.min(free, lengths[row] - start);
        window.add(new Span(places[row], start, count));
        start += count;
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
