package org.wordsight.generate;

import java.util.Collection;
import java.util.function.Predicate;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.DecoderConfig;

/**
 * The memory that answering takes beside the weights, and the number of rows that fit into a
 * budget. Both depend on the group and the budget alone.
 *
 * <p>On a CPU the budget is fixed, so that the rows answered together are the same on every
 * machine. On a GPU the run file sets the budget, or it is most of the free memory. Other rows are
 * then answered together, and their sums are rounded differently.
 *
 * @param bytesOfNumber bytes of one cached key or value, and of one activation
 * @param windowPositions new positions that go through the layers together
 */
record MemoryPlan(DecoderConfig config, int bytesOfNumber, int windowPositions, long budgetBytes) {
  /** Attention weights are held for at most this many positions of a row at a time. */
  private static final int MOST_QUERIES = 512;

  /** The plan for a backend's activations and windows. */
  static MemoryPlan of(DecoderConfig config, Backend backend, long budgetBytes) {
    return new MemoryPlan(
        config, backend.activation().bytes(), backend.windowPositions(), budgetBytes);
  }

  /**
   * The places for a group.
   *
   * @param rows rows that are answered at a time
   * @param capacity positions that each row needs in the cache
   */
  record Places(int rows, int capacity) {}

  /**
   * The most places that fit, at least one.
   *
   * @param prefixLength the length of the prefix that all rows share
   */
  Places places(Collection<Row> rows, int prefixLength) {
    int capacity = capacity(rows, prefixLength);
    long free = budgetBytes - onceBytes(rows, prefixLength);
    long fit = Math.max(1, free / placeBytes(rows, prefixLength));
    return new Places((int) Math.min(rows.size(), fit), capacity);
  }

  /**
   * The bytes for one place that takes the longest of some rows, and for everything needed once.
   */
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

  /**
   * Prompts are embedded up to this many positions at a time. A longer prompt is embedded alone.
   */
  static int embeddedAtOnce(int windowPositions) {
    return 4 * windowPositions;
  }

  private static long all(Collection<Row> rows) {
    return rows.stream().mapToLong(row -> row.prompt().length()).sum();
  }

  private static int longest(Collection<Row> rows) {
    return rows.stream().mapToInt(row -> row.prompt().length()).max().orElse(0);
  }

  /** The bytes for each further place that takes the longest of some rows, and its images. */
  long placeBytes(Collection<Row> rows, int prefixLength) {
    return rowBytes(capacity(rows, prefixLength))
        + maskedBytes(rows)
        + lookedBytes(rows, prompt -> prompt.sight().to() > prefixLength);
  }

  /**
   * The bytes of a row without images: its keys and values, its logits, and the sampler's float64
   * copies of them.
   *
   * @param positions in the cache
   */
  long rowBytes(int positions) {
    long choice = (long) config.vocabularySize() * (Float.BYTES + 4L * Double.BYTES);
    return keyValueBytes() * positions + choice;
  }

  /** The bytes of a row's masked logits, and of the flags that they are made from. */
  private long maskedBytes(Collection<Row> rows) {
    boolean held = rows.stream().anyMatch(row -> row.grammar().isPresent());
    return held ? (long) config.vocabularySize() * (Float.BYTES + 3) : 0;
  }

  private long keyValueBytes() {
    return 2L * config.selfLayers().size() * config.keyValueWidth() * bytesOfNumber;
  }

  /** The bytes for keys and values of the images of the prompt that shows the most. */
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
   * The bytes for the prefix, the embeddings, and the widest step. That step is either a window
   * with its attention scores, or the vision part.
   */
  private long onceBytes(Collection<Row> rows, int prefixLength) {
    return keyValueBytes() * prefixLength
        + lookedBytes(rows, prompt -> prompt.sight().to() <= prefixLength)
        + Math.max(windowBytes(longest(rows), all(rows)), encodingBytes(rows))
        + embeddedBytes(longest(rows))
        + tableBytes(rows);
  }

  /** The bytes of the masks that are kept on the device. */
  private static long tableBytes(Collection<Row> rows) {
    return rows.stream()
        .flatMap(row -> row.grammar().stream())
        .mapToLong(grammar -> MaskTable.bytes(grammar.size(), rows.size()))
        .max()
        .orElse(0);
  }

  /**
   * The bytes that reading prompts without images takes once, for any number of places.
   *
   * @param longest positions of the longest prompt
   * @param all positions of all prompts
   */
  long readingBytes(int longest, long all) {
    return windowBytes(longest, all) + embeddedBytes(longest);
  }

  /**
   * The bytes of a window with its attention scores. Several rows fill a long window. A short
   * window counts as one row's. This rule must not change, since the number of places on a CPU
   * decides bits.
   */
  private long windowBytes(int longest, long all) {
    long window = Math.min(windowPositions, windowPositions > MOST_QUERIES ? all : longest);
    long wide =
        4L * config.intermediateSize() + 6L * config.hiddenSize() + 4L * config.queryWidth();
    long scores = config.headCount() * (long) longest * Float.BYTES;
    return window * wide * bytesOfNumber + Math.min(window, MOST_QUERIES) * scores;
  }

  private long embeddedBytes(int longest) {
    return (long) Math.max(longest, embeddedAtOnce(windowPositions))
        * config.hiddenSize()
        * bytesOfNumber;
  }

  /** The bytes that a vision part takes for the largest image. Images go through it one by one. */
  private static long encodingBytes(Collection<Row> rows) {
    return rows.stream()
        .flatMap(row -> row.prompt().images().stream())
        .mapToLong(Prompt.PreparedImage::encodingBytes)
        .max()
        .orElse(0);
  }
}
