package org.wordsight.jobs.inspection;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.wordsight.config.LimitsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.synthesis.Teachers;
import org.wordsight.money.Usage;
import org.wordsight.teacher.openai.OpenAiTeacher;

/**
 * Checks a teacher over HTTP without asking it: its secrets and certificates, and whether one
 * request fits the limits. No connection is opened and no host name is looked up. Only the run
 * finds an endpoint that does not answer.
 */
final class EndpointInspection {
  private final RunConfig config;
  private final TeacherConfig.OpenAi teacher;
  private final Findings findings;

  EndpointInspection(RunConfig config, TeacherConfig.OpenAi teacher, Findings findings) {
    this.config = config;
    this.teacher = teacher;
    this.findings = findings;
  }

  /**
   * @param prompt an example of the prompts that will be sent
   * @param seeds the seed questions
   */
  void inspect(String prompt, List<Question> seeds) {
    OpenAiTeacher asked = Teachers.openAi(teacher);
    findings.attempt(
        () -> {
          asked.requireSecrets(System::getenv);
          return asked;
        });
    LimitsConfig limits = teacher.limits();
    findings.fact(
        "teacher: %s at %s, not asked by check; at most %,d requests in flight, %s requests and %s tokens a minute",
        teacher.model(),
        teacher.connection().endpoints().stream()
            .map(URI::toString)
            .collect(Collectors.joining(", ")),
        limits.maximumInFlight(),
        limits.requestsPerMinute().isPresent() ? "%,d".formatted(limits.requestsAMinute()) : "any",
        limits.tokensPerMinute().isPresent() ? "%,d".formatted(limits.tokensAMinute()) : "any");
    inspectOneRequest(asked, prompt, seeds);
  }

  private void inspectOneRequest(OpenAiTeacher asked, String prompt, List<Question> seeds) {
    Usage worst =
        new Usage(asked.promptTokensAtMost(prompt), 0, config.synthesis().maximumNewTokens());
    long cost = teacher.prices().microdollarsAtMost(worst);
    findings.fact(
        "one request: at most %,d tokens of prompt and %,d of answer, %s",
        worst.promptTokens(),
        worst.completionTokens(),
        teacher.priced()
            ? "at most $" + dollars(cost)
            : "at an unknown cost, since teacher.prices is not given");
    if (teacher.priced()) {
      findings.fact("%s", new CostProjection(config, teacher.prices(), cost).line(prompt, seeds));
    }
    if (teacher.limits().tokensPerMinute().orElse(Integer.MAX_VALUE) < worst.totalTokens()) {
      findings.problem(
          WordsightException.usage(
              "Cannot ask the teacher: teacher.tokensPerMinute is %d, expected at least the %d tokens that one request can have. Raise it, or lower synthesis.maximumNewTokens or synthesis.examplesPerCall."
                  .formatted(teacher.limits().tokensAMinute(), worst.totalTokens())));
    }
    OptionalLong budget = config.synthesis().budgetMicrodollars();
    if (budget.isPresent() && budget.getAsLong() < cost) {
      findings.problem(
          WordsightException.usage(
              "Cannot ask the teacher: synthesis.budgetDollars is %s, expected at least the $%s that one request can cost. Raise it, or lower synthesis.maximumNewTokens."
                  .formatted(
                      config.synthesis().budgetDollars().orElseThrow().toPlainString(),
                      dollars(cost))));
    }
  }

  private static String dollars(long microdollars) {
    return BigDecimal.valueOf(microdollars, 6).toPlainString();
  }
}
