package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

/**
 * The settings of the adapters.
 *
 * @param alpha the low-rank product is multiplied by {@code alpha / rank}
 * @param dropout the share of the low-rank path's inputs that training sets to zero
 */
public record LoraConfig(int rank, double alpha, double dropout, Targets targets) {
  public static final Range DROPOUT = Range.number(0, 0.99);

  /**
   * The largest rank that servers of adapters load. {@code check} says which rank a model allows.
   */
  private static final Range RANK = Range.whole(1, 512);

  private static final Range ALPHA = Range.number(0.0001, 100_000);

  /** The layers that get an adapter. */
  public enum Targets {
    /**
     * Query, key, value, output, gate, up and down of the language part; nothing of the vision
     * part.
     */
    LANGUAGE_PROJECTIONS
  }

  static LoraConfig read(Section section) {
    return new LoraConfig(
        section.whole(RESULT, "rank", 32, RANK),
        section.number(RESULT, "alpha", 16, ALPHA),
        section.number(RESULT, "dropout", 0.05, DROPOUT),
        section.choice(RESULT, "targets", Targets.LANGUAGE_PROJECTIONS));
  }
}
