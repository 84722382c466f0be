package org.wordsight.contamination;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;

/**
 * The places of each sequence of words: texts and positions by the sequence's hash, in sorted
 * arrays.
 */
final class PlaceTable implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] keys;

  /** For each key, the beginning of its places in {@link #texts}; one more entry ends the last. */
  private final int[] starts;

  private final int[] texts;
  private final int[] positions;

  /** The keys that are no evidence, because too many items share them. */
  private final BitSet common = new BitSet();

  private PlaceTable(long[] keys, int[] starts, int[] texts, int[] positions) {
    this.keys = keys;
    this.starts = starts;
    this.texts = texts;
    this.positions = positions;
  }

  /** Collects places, text after text in ascending order. */
  static final class Builder {
    private long[] keys = new long[1024];
    private int[] texts = new int[1024];
    private int[] positions = new int[1024];
    private int count;

    void add(long key, int text, int position) {
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, 2 * count);
        texts = Arrays.copyOf(texts, 2 * count);
        positions = Arrays.copyOf(positions, 2 * count);
      }
      keys[count] = key;
      texts[count] = text;
      positions[count] = position;
      count++;
    }

    /**
     * Ends the collection.
     *
     * @param itemOf the item of a text; numbers rise with the texts
     * @param most a key in more items than this is common
     */
    PlaceTable build(IntUnaryOperator itemOf, int most) {
      long[] distinct = Arrays.stream(keys, 0, count).sorted().distinct().toArray();
      int[] starts = new int[distinct.length + 1];
      for (int i = 0; i < count; i++) {
        starts[Arrays.binarySearch(distinct, keys[i]) + 1]++;
      }
      Arrays.parallelPrefix(starts, Integer::sum);
      int[] free = starts.clone();
      int[] sortedTexts = new int[count];
      int[] sortedPositions = new int[count];
      for (int i = 0; i < count; i++) {
        int place = free[Arrays.binarySearch(distinct, keys[i])]++;
        sortedTexts[place] = texts[i];
        sortedPositions[place] = positions[i];
      }
      PlaceTable table = new PlaceTable(distinct, starts, sortedTexts, sortedPositions);
      table.markCommon(itemOf, most);
      return table;
    }
  }

  private void markCommon(IntUnaryOperator itemOf, int most) {
    for (int key = 0; key < keys.length; key++) {
      int items = 0;
      int last = -1;
      for (int i = starts[key]; i < starts[key + 1]; i++) {
        int item = itemOf.applyAsInt(texts[i]);
        items += item == last ? 0 : 1;
        last = item;
      }
      common.set(key, items > most);
    }
  }

  /** Receives a text and the position in it. */
  interface Found {
    void at(int text, int position);
  }

  /** Reports all places of a sequence, unless it is common. */
  void forEach(long hash, Found found) {
    int key = Arrays.binarySearch(keys, hash);
    if (key >= 0 && !common.get(key)) {
      for (int i = starts[key]; i < starts[key + 1]; i++) {
        found.at(texts[i], positions[i]);
      }
    }
  }

  /** Whether the sequence is no evidence, because too many items have it. */
  boolean isCommon(long hash) {
    int key = Arrays.binarySearch(keys, hash);
    return key >= 0 && common.get(key);
  }
}
