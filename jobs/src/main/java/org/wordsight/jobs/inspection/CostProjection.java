package org.wordsight.jobs.inspection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.wordsight.config.RunConfig;
import org.wordsight.config.SynthesisConfig;
import org.wordsight.data.Question;
import org.wordsight.money.Dollars;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.prompt.QuestionJson;
import org.wordsight.synthesis.WaveSize;

/**
 * The projected cost of the teacher's answers. The expected cost is an estimate. It assumes that
 * questions are as long as the seed questions, and that seven in ten survive.
 *
 * @param worstOfOne the most that one request can cost, in micro-dollars
 */
record CostProjection(RunConfig config, Prices prices, long worstOfOne) {
  /** English text has about four bytes a token in the tokenizers of today's models. */
  private static final int BYTES_PER_TOKEN = 4;

  /** The share of a good teacher's questions that survives checks and curation. */
  private static final double YIELD = 0.7;

  /** One line for people. */
  String line(String prompt, List<Question> seeds) {
    SynthesisConfig synthesis = config.synthesis();
    int wanted = config.split().wanted();
    long requests = (long) Math.ceil(wanted / (YIELD * synthesis.questionsPerCall()));
    long expected = Math.multiplyExact(requests, prices.microdollars(expectedUsage(prompt, seeds)));
    int most =
        synthesis
            .maximumRequests()
            .orElse(WaveSize.withoutLimit(wanted, synthesis.questionsPerCall(), 1).limit());
    String budget =
        synthesis.budgetMicrodollars().isPresent()
            ? "; synthesis.budgetDollars ends the run at "
                + Dollars.text(synthesis.budgetMicrodollars().getAsLong())
            : "";
    return String.format(
        Locale.ROOT,
        "cost: about $%.2f expected, for %,d requests if %.0f %% of the questions survive; at most $%.2f, for the plan's limit of %,d requests%s",
        expected / 1e6,
        requests,
        100 * YIELD,
        most * (worstOfOne / 1e6),
        most,
        budget);
  }

  private Usage expectedUsage(String prompt, List<Question> seeds) {
    long seedBytes =
        seeds.stream().mapToLong(seed -> bytes(QuestionJson.line(seed))).sum() / seeds.size();
    long answer = config.synthesis().questionsPerCall() * seedBytes / BYTES_PER_TOKEN;
    int answerTokens = (int) Math.min(config.synthesis().maximumNewTokens(), answer);
    return new Usage((int) (bytes(prompt) / BYTES_PER_TOKEN), 0, answerTokens);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
