package org.wordsight.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Whole micro-dollars as dollars. */
public final class Dollars {
  private Dollars() {}

  /** The exact number of dollars. */
  public static BigDecimal of(long microdollars) {
    return BigDecimal.valueOf(microdollars, 6);
  }

  /** The whole micro-dollars in a number of dollars, rounded down. */
  public static long microdollars(BigDecimal dollars) {
    return dollars.movePointRight(6).setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  /** For messages: {@code $12.50}, and as many digits as the amount needs, up to six. */
  public static String text(long microdollars) {
    BigDecimal shortest = of(microdollars).stripTrailingZeros();
    BigDecimal dollars = shortest.scale() < 2 ? shortest.setScale(2) : shortest;
    return dollars.signum() < 0 ? "-$" + dollars.negate() : "$" + dollars;
  }
}
