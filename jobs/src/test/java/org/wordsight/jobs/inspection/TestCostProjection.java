package org.wordsight.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunConfig;
import org.wordsight.data.Question;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.money.Prices;
import org.wordsight.prompt.QuestionJson;

class TestCostProjection {
  private static final Prices PRICES =
      new Prices(new BigDecimal("2.5"), new BigDecimal("1.25"), BigDecimal.TEN);

  @TempDir Path folder;

  @Test
  void givesTheExpectedAndTheHighestCost() {
    Question seed = seedOf(400);
    assertThat(line(seed))
        // 200 requests of 1,000 tokens and 5 questions of 100 tokens; 560 of $0.025.
        .isEqualTo(
            "cost: about $1.50 expected, for 200 requests if 70 % of the questions survive;"
                + " at most $14.00, for the plan's limit of 560 requests");
  }

  @Test
  void saysWhereTheBudgetEndsTheRun() {
    assertThat(line(seedOf(400), "synthesis.budgetDollars=3"))
        .endsWith("; synthesis.budgetDollars ends the run at $3.00");
  }

  /** A question whose line of JSON has this number of bytes. */
  private static Question seedOf(int bytes) {
    Question empty = question("s");
    return question("s".repeat(1 + bytes - QuestionJson.line(empty).length()));
  }

  private static Question question(String situation) {
    return new Question(situation, "What now?", List.of("go", "stay"), "A", "Go.");
  }

  private String line(Question seed, String... more) {
    String[] overrides = new String[more.length + 2];
    overrides[0] =
        "teacher={kind: openai, endpoint: 'https://host/v1', model: m,"
            + " prices: {input: 2.5, cachedInput: 1.25, output: 10}}";
    overrides[1] = "split={train: 700, validation: 0, subsets: [700]}";
    System.arraycopy(more, 0, overrides, 2, more.length);
    RunConfig config = LocalSpark.runFile(folder, overrides).config();
    return new CostProjection(config, PRICES, 25_000).line("x".repeat(4_000), List.of(seed));
  }
}
