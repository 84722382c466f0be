package org.wordsight.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class TestPrices {
  private static final Prices PRICES = prices("2.50", "1.25", "10.00");

  @Test
  void countsAMicrodollarForAPartOfOne() {
    assertThat(PRICES.microdollars(new Usage(1, 0, 0))).isEqualTo(3);
    assertThat(PRICES.microdollars(new Usage(1000, 400, 200))).isEqualTo(1500 + 500 + 2000);
  }

  @Test
  void takesTheMoreExpensiveWayOfReadingAPromptAsTheWorst() {
    Usage usage = new Usage(100, 100, 10);
    assertThat(PRICES.microdollars(usage)).isEqualTo(225);
    assertThat(PRICES.microdollarsAtMost(usage)).isEqualTo(350);
    Prices dearCache = prices("1", "3", "0");
    assertThat(dearCache.microdollarsAtMost(new Usage(100, 0, 10))).isEqualTo(300);
  }

  @Test
  void writesDollarsWithTheirCentsAndNoMoreDigitsThanNeeded() {
    assertThat(Dollars.text(0)).isEqualTo("$0.00");
    assertThat(Dollars.text(200_000_000)).isEqualTo("$200.00");
    assertThat(Dollars.text(12_345_678)).isEqualTo("$12.345678");
    assertThat(Dollars.text(-500_000)).isEqualTo("-$0.50");
  }

  @Test
  void leavesOutLessThanAMicrodollarOfABudget() {
    assertThat(Dollars.microdollars(new BigDecimal("1.2345678"))).isEqualTo(1_234_567);
    assertThat(Dollars.of(1_234_567)).isEqualByComparingTo("1.234567");
  }

  private static Prices prices(String input, String cachedInput, String output) {
    return new Prices(new BigDecimal(input), new BigDecimal(cachedInput), new BigDecimal(output));
  }
}
