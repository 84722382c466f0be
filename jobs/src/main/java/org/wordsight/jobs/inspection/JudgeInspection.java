package org.wordsight.jobs.inspection;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.wordsight.config.JudgeConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.synthesis.Teachers;
import org.wordsight.money.Usage;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.PromptTemplate.Purpose;
import org.wordsight.prompt.TrainingPrompt;
import org.wordsight.teacher.openai.OpenAiTeacher;

/** Checks a judge without asking it: its secrets, and whether one request fits the limits. */
record JudgeInspection(RunConfig config, JudgeConfig judge, Findings findings) {

  /**
   * @param seeds the seed questions; empty if they cannot be read, which is another finding
   */
  void inspect(List<Question> seeds) {
    if (judge.model() instanceof TeacherConfig.OpenAi endpoint) {
      inspectEndpoint(endpoint, seeds);
    } else {
      findings.fact(
          "judge: %s, asked %d times a question, at no cost",
          judge.model().name(), judge.answers());
    }
  }

  private void inspectEndpoint(TeacherConfig.OpenAi endpoint, List<Question> seeds) {
    OpenAiTeacher asked = Teachers.openAi(endpoint);
    findings.attempt(
        () -> {
          asked.requireSecrets(System::getenv);
          return asked;
        });
    findings.fact(
        "judge: %s at %s, not asked by check, %d times a question",
        endpoint.model(),
        endpoint.connection().endpoints().stream()
            .map(URI::toString)
            .collect(Collectors.joining(", ")),
        judge.answers());
    TrainingPrompt prompt = new TrainingPrompt(PromptTemplate.of(Purpose.JUDGE, judge.prompt()));
    seeds.stream()
        .map(prompt::render)
        .max(Comparator.comparingInt(asked::promptTokensAtMost))
        .ifPresent(longest -> inspectOneRequest(endpoint, asked.promptTokensAtMost(longest)));
  }

  /** Checks one request. Its question is assumed to be as long as the longest seed question. */
  private void inspectOneRequest(TeacherConfig.OpenAi endpoint, int promptTokens) {
    Usage worst = new Usage(promptTokens, 0, judge.maximumNewTokens());
    long cost = endpoint.prices().microdollarsAtMost(worst);
    findings.fact(
        "judging a question like the longest seed question: at most %,d tokens, %s",
        judge.answers() * worst.totalTokens(),
        endpoint.priced()
            ? "at most $" + dollars(judge.answers() * cost)
            : "at an unknown cost, since judge.prices is not given");
    if (endpoint.limits().tokensPerMinute().orElse(Integer.MAX_VALUE) < worst.totalTokens()) {
      findings.problem(
          WordsightException.usage(
              "Cannot ask the judge: judge.tokensPerMinute is %d, expected at least the %d tokens that one request can have. Raise it, or lower judge.maximumNewTokens."
                  .formatted(endpoint.limits().tokensAMinute(), worst.totalTokens())));
    }
    OptionalLong budget = config.synthesis().budgetMicrodollars();
    if (budget.isPresent() && budget.getAsLong() < cost) {
      findings.problem(
          WordsightException.usage(
              "Cannot ask the judge: synthesis.budgetDollars is %s, expected at least the $%s that one of its requests can cost. Raise it, or lower judge.maximumNewTokens."
                  .formatted(
                      config.synthesis().budgetDollars().orElseThrow().toPlainString(),
                      dollars(cost))));
    }
  }

  private static String dollars(long microdollars) {
    return BigDecimal.valueOf(microdollars, 6).toPlainString();
  }
}
