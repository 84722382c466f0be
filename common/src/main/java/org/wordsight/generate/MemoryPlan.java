package org.wordsight.generate;

import java.util.Collection;
import java.util.function.Predicate;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.DecoderConfig;

/**
 * What answering takes beside the weights, and how many rows can be answered at a time within a
 * budget: a function of the group and the budget alone, so that a group asked again gives the same
 * bits on any machine.
 *
 * @param bytesOfNumber of a cached key or value, and of an activation
 */
record MemoryPlan(DecoderConfig config, int bytesOfNumber, long budgetBytes) {
  /** New positions that go through the layers together: enough for products at full speed. */
  static final int WINDOW = 512;

  /** Prompts are embedded up to this many positions at a time, or one by one if longer. */
  static final int EMBEDDED_AT_ONCE = 4 * WINDOW;

  /**
   * Places for a group.
   *
   * @param rows that are answered at a time
   * @param capacity positions that each of them needs in the cache
   */
  record Places(int rows, int capacity) {}

  /**
   * The most places that fit, at least one.
   *
   * @param prefixLength of the tokens that are held once for all rows
   */
  Places places(Collection<Row> rows, int prefixLength) {
    int capacity = capacity(rows, prefixLength);
    long free = budgetBytes - onceBytes(rows, prefixLength);
    long fit = Math.max(1, free / placeBytes(rows, prefixLength));
    return new Places((int) Math.min(rows.size(), fit), capacity);
  }

  /** What one place for the longest of some rows takes, with all that is needed once. */
  long bytes(Collection<Row> rows, int prefixLength) {
    return onceBytes(rows, prefixLength) + placeBytes(rows, prefixLength);
  }

  boolean fits(Collection<Row> rows, int prefixLength) {
    return bytes(rows, prefixLength) <= budgetBytes;
  }

  private static int capacity(Collection<Row> rows, int prefixLength) {
    return rows.stream()
        .mapToInt(row -> row.prompt().length() - prefixLength + row.maximumNewTokens())
        .max()
        .orElse(0);
  }

  private static int longest(Collection<Row> rows) {
    return rows.stream().mapToInt(row -> row.prompt().length()).max().orElse(0);
  }

  /**
   * What each further place for the longest of some rows takes: keys and values of a row, of the
   * images that it looks at too, its logits, and the sampler's float64 of them.
   */
  long placeBytes(Collection<Row> rows, int prefixLength) {
    long choice = (long) config.vocabularySize() * (Float.BYTES + 4L * Double.BYTES);
    long looked = lookedBytes(rows, prompt -> prompt.sight().to() > prefixLength);
    return keyValueBytes() * capacity(rows, prefixLength) + looked + choice;
  }

  private long keyValueBytes() {
    return 2L * config.selfLayers().size() * config.keyValueWidth() * bytesOfNumber;
  }

  /** Keys and values of the images of one prompt, the one among some that shows most. */
  private long lookedBytes(Collection<Row> rows, Predicate<Prompt> some) {
    long states =
        rows.stream()
            .map(Row::prompt)
            .filter(some)
            .mapToLong(prompt -> prompt.images().stream().mapToLong(i -> i.statesLookedAt()).sum())
            .max()
            .orElse(0);
    return 2L * config.crossLayers().size() * config.keyValueWidth() * bytesOfNumber * states;
  }

  /**
   * The prefix, embeddings, and the widest moment: that of a window, attention's scores included,
   * or that of a vision part.
   */
  private long onceBytes(Collection<Row> rows, int prefixLength) {
    int longest = longest(rows);
    long window = Math.min(WINDOW, longest);
    long wide =
        4L * config.intermediateSize() + 6L * config.hiddenSize() + 4L * config.queryWidth();
    long scores = config.headCount() * (long) longest * Float.BYTES;
    long embedded = (long) Math.max(longest, EMBEDDED_AT_ONCE) * config.hiddenSize();
    return keyValueBytes() * prefixLength
        + lookedBytes(rows, prompt -> prompt.sight().to() <= prefixLength)
        + Math.max(window * (wide * bytesOfNumber + scores), encodingBytes(rows))
        + embedded * bytesOfNumber;
  }

  /** What a vision part takes for the largest image: they go through it one by one. */
  private static long encodingBytes(Collection<Row> rows) {
    return rows.stream()
        .flatMap(row -> row.prompt().images().stream())
        .mapToLong(Prompt.PreparedImage::encodingBytes)
        .max()
        .orElse(0);
  }
}
