package org.wordsight.train;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples one after the other, without padding. A sample's last token is left out, since it
 * predicts nothing.
 *
 * @param ids token ids of all rows
 * @param lengths tokens of each row
 * @param targets the number of last tokens of each row that predict a target
 * @param labels the target tokens
 * @param rows the row of each target token
 */
record PackedBatch(int[] ids, int[] lengths, int[] targets, long[] labels, int[] rows) {

  static PackedBatch of(List<TrainingExample> examples) {
    return new PackedBatch(
        examples.stream()
            .flatMapToInt(each -> IntStream.of(each.ids()).limit(each.length() - 1))
            .toArray(),
        examples.stream().mapToInt(each -> each.length() - 1).toArray(),
        examples.stream().mapToInt(TrainingExample::targets).toArray(),
        examples.stream()
            .flatMapToInt(each -> IntStream.of(each.ids()).skip(each.firstTarget()))
            .asLongStream()
            .toArray(),
        IntStream.range(0, examples.size())
            .flatMap(row -> IntStream.range(0, examples.get(row).targets()).map(i -> row))
            .toArray());
  }

  int tokens() {
    return ids.length;
  }
}
