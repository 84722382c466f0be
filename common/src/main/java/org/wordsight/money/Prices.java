package org.wordsight.money;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The prices of a teacher's tokens, in dollars for a million tokens. The same number is the price
 * of one token in micro-dollars.
 *
 * @param cachedInput of prompt tokens that the endpoint had read before
 */
public record Prices(BigDecimal input, BigDecimal cachedInput, BigDecimal output)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A model that we run ourselves costs nothing. */
  public static final Prices FREE = new Prices(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  /** All prices times a factor. */
  public Prices times(BigDecimal factor) {
    return new Prices(
        input.multiply(factor), cachedInput.multiply(factor), output.multiply(factor));
  }

  /** The cost of an answer in whole micro-dollars, rounded up. */
  public long microdollars(Usage usage) {
    return input
        .multiply(BigDecimal.valueOf(usage.promptTokens() - usage.cachedPromptTokens()))
        .add(cachedInput.multiply(BigDecimal.valueOf(usage.cachedPromptTokens())))
        .add(output.multiply(BigDecimal.valueOf(usage.completionTokens())))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  /**
   * The most that an answer can cost in whole micro-dollars, whether its prompt is read from the
   * endpoint's cache or not.
   */
  public long microdollarsAtMost(Usage usage) {
    Prices dearest = new Prices(input.max(cachedInput), input.max(cachedInput), output);
    return dearest.microdollars(usage);
  }
}
