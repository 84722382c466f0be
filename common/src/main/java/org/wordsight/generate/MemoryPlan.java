package org.wordsight.generate;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.layer.DecoderConfig;

/**
 * What a batch takes beside the weights, and into how many parts a group must be cut to stay within
 * a budget: a function of the group and the budget alone, so that a group asked again gives the
 * same bits on any machine.
 *
 * @param bytesOfNumber of a cached key or value, and of an activation
 */
record MemoryPlan(DecoderConfig config, int bytesOfNumber, long budgetBytes) {

  /** Keys, values, and the widest moment of reading the prompts. */
  long bytes(List<Row> rows, int prefixLength) {
    long width = longest(rows) - prefixLength;
    long capacity = capacity(rows, prefixLength);
    long cache = 2L * config.layerCount() * config.keyValueWidth() * capacity * bytesOfNumber;
    long activation =
        (3L * config.intermediateSize() + 4L * config.hiddenSize() + 2L * config.queryWidth())
            * width
            * bytesOfNumber;
    long mask = 2L * width * longest(rows) * Float.BYTES;
    // Logits, and the sampler's float64 probabilities, sums and order.
    long choice = (long) config.vocabularySize() * (Float.BYTES + 4L * Double.BYTES);
    return rows.size() * (cache + activation + mask + choice);
  }

  /** Positions that each row needs in the cache. */
  static int capacity(List<Row> rows, int prefixLength) {
    int longestAnswer = rows.stream().mapToInt(Row::maximumNewTokens).max().orElse(0);
    return longest(rows) - prefixLength + longestAnswer;
  }

  private static int longest(List<Row> rows) {
    return rows.stream().mapToInt(row -> row.prompt().length()).max().orElse(0);
  }

  boolean fits(List<Row> rows, int prefixLength) {
    return bytes(rows, prefixLength) <= budgetBytes;
  }

  /** The fewest parts of nearly equal size that each fit; rows keep their order. */
  List<List<Row>> parts(List<Row> rows, int prefixLength) {
    for (int count = 1; count < rows.size(); count++) {
      List<List<Row>> parts = cut(rows, count);
      if (parts.stream().allMatch(part -> fits(part, prefixLength))) {
        return parts;
      }
    }
    return cut(rows, rows.size());
  }

  private static List<List<Row>> cut(List<Row> rows, int count) {
    List<List<Row>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * rows.size() / count);
      int to = (int) ((long) (i + 1) * rows.size() / count);
      parts.add(rows.subList(from, to));
    }
    return parts;
  }
}
