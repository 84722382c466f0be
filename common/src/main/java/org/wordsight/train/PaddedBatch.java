package org.wordsight.train;

import java.util.Arrays;
import java.util.List;

/**
 * Samples side by side, padded on the right: with causal attention no target sees the padding.
 *
 * @param ids_BT token ids; 0 where a row is padded
 * @param positions for each target token, the index in [B * T] of the position that predicts it
 * @param labels the target tokens
 * @param rows the row of each target token
 */
record PaddedBatch(int[][] ids_BT, int[] positions, long[] labels, int[] rows) {

  static PaddedBatch of(List<TrainingExample> examples, int length) {
    int targets = examples.stream().mapToInt(TrainingExample::targets).sum();
    int[][] ids = new int[examples.size()][];
    int[] positions = new int[targets];
    long[] labels = new long[targets];
    int[] rows = new int[targets];
    int next = 0;
    for (int row = 0; row < ids.length; row++) {
      TrainingExample example = examples.get(row);
      ids[row] = Arrays.copyOf(example.ids(), length);
      for (int i = example.firstTarget(); i < example.length(); i++) {
        positions[next] = row * length + i - 1;
        labels[next] = example.ids()[i];
        rows[next] = row;
        next++;
      }
    }
    return new PaddedBatch(ids, positions, labels, rows);
  }

  int tokens() {
    return ids_BT.length * ids_BT[0].length;
  }

  int targets() {
    return labels.length;
  }
}
