package org.wordsight.config;

/**
 * The shape of the adapters.
 *
 * @param alpha the low-rank product counts {@code alpha / rank} times
 * @param dropout the share of the low-rank path's inputs that training sets to zero
 */
public record LoraConfig(int rank, double alpha, double dropout, Targets targets) {

  /** The layers that get an adapter. */
  public enum Targets {
    /** Query, key, value, output, gate, up and down of the language part; none of the vision's. */
    LANGUAGE_PROJECTIONS
  }

  static LoraConfig read(Section section) {
    return new LoraConfig(
        section.whole("rank", 32, Range.wholeOfAtLeast(1)),
        section.number("alpha", 16, Range.POSITIVE),
        section.number("dropout", 0.05, Range.BELOW_ONE),
        section.choice("targets", Targets.LANGUAGE_PROJECTIONS));
  }
}
