package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.wordsight.prompt.PromptTemplate.Purpose;

/**
 * The settings of a judge, which answers the teacher's questions without their key.
 *
 * @param model the model that answers
 * @param answers how often each question is asked
 * @param prompt with {@code {situation}}, {@code {question}} and {@code {options}}; absent if the
 *     judge is asked as a student in training
 * @param maximumNewTokens length of one answer in tokens
 * @param keepAgreement the least share of answers that agree with the key; absent if no question is
 *     dropped
 */
public record JudgeConfig(
    TeacherConfig model,
    int answers,
    Optional<String> prompt,
    int maximumNewTokens,
    OptionalDouble keepAgreement) {
  private static final Range ANSWERS = Range.whole(1, 100);
  private static final Range TOKENS = Range.whole(1, 8192);
  private static final Range SHARE = Range.number(0, 1);

  /**
   * Reads the section {@code judge}; without it there is no judge.
   *
   * @param used whether the section has a value
   * @param budgeted whether the run has a budget, and so needs prices
   */
  static Optional<JudgeConfig> read(Section section, boolean used, boolean budgeted) {
    if (used && !section.has("kind")) {
      section.problem("kind", "openai, local or self");
    }

    Optional<TeacherConfig> model = TeacherConfig.ofJudge(section);
    if (model.isEmpty()) {
      for (String key : List.of("answers", "prompt", "maximumNewTokens", "keepAgreement")) {
        section.unused(RESULT, key, "kind", "there is no judge");
      }
      return Optional.empty();
    }

    JudgeConfig judge =
        new JudgeConfig(
            model.get(),
            section.whole(RESULT, "answers", 3, ANSWERS),
            PromptText.read(section, "prompt", Purpose.JUDGE),
            section.whole(RESULT, "maximumNewTokens", 32, TOKENS),
            section.optionalNumber(RESULT, "keepAgreement", SHARE));
    if (judge.model() instanceof TeacherConfig.OpenAi endpoint) {
      judge.refuseImpossibleLimits(endpoint, section, budgeted);
    }
    return Optional.of(judge);
  }

  private void refuseImpossibleLimits(
      TeacherConfig.OpenAi endpoint, Section section, boolean budgeted) {
    if (budgeted && !endpoint.priced()) {
      section.problem("prices", "input and output, since synthesis.budgetDollars is set");
    }
    if (endpoint.limits().tokensPerMinute().orElse(Integer.MAX_VALUE) < maximumNewTokens) {
      section.problem(
          "maximumNewTokens",
          "at most judge.tokensPerMinute, which is " + endpoint.limits().tokensAMinute());
    }
  }
}
