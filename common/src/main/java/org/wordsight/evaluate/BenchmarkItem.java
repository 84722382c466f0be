package org.wordsight.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a benchmark item that a model may know: neither the answer nor the category.
 *
 * @param id the item's name in tables
 * @param imageFile the image's path inside the image folder
 * @param situation the annotation's own description; empty if it has none
 * @param optionLines the option lines of the annotation, one a line
 */
public record BenchmarkItem(String id, String imageFile, String situation, String optionLines)
    implements Serializable {
  public static BenchmarkItem of(VivaItem item) {
    return new BenchmarkItem(
        item.id(), item.imageFile(), item.situation().orElse(""), item.optionLines());
  }

  /** The items in groups of one batch each, in order. Equal items always give equal groups. */
  public static List<List<BenchmarkItem>> groups(List<BenchmarkItem> items, int size) {
    List<List<BenchmarkItem>> groups = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      groups.add(new ArrayList<>(items.subList(from, Math.min(items.size(), from + size))));
    }
    return groups;
  }
}
