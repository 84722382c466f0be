package org.wordsight.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.config.RunFile;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.RunId;

/** The demo's run file with a teacher over HTTP. Nothing listens at its address. */
class TestEndpointInspection {
  private static Inspection inspection(String... overrides) {
    List<String> all = new ArrayList<>();
    all.add("teacher={kind: openai, model: m, endpoint: 'https://host.example/v1'}");
    all.addAll(List.of(overrides));
    return Inspection.of(
        RunFile.load(Path.of("../conf/demo.yaml"), all), new RunId.NewestUnfinished());
  }

  @Test
  void saysWhatATeacherMayBeAskedAndCosts() {
    Inspection inspection =
        inspection(
            "teacher.prices={input: 2, output: 8}",
            "teacher.maximumInFlight=7",
            "teacher.tokensPerMinute=30_000",
            "synthesis.budgetDollars=5");
    assertThatCode(inspection::throwIfWrong).doesNotThrowAnyException();
    assertThat(inspection.facts())
        .contains(
            "teacher: m at https://host.example/v1, not asked by check; at most 7 requests in flight, any requests and 30,000 tokens a minute")
        .anyMatch(
            fact ->
                fact.matches(
                    "one request: at most 1,\\d{3} tokens of prompt and 560 of answer, at most \\$0\\.00\\d+"))
        .anyMatch(
            fact ->
                fact.startsWith("cost: about $")
                    && fact.endsWith("synthesis.budgetDollars ends the run at $5.00"));
  }

  @Test
  void saysThatTheCostIsUnknownWithoutPrices() {
    assertThat(inspection().facts())
        .anyMatch(fact -> fact.endsWith("at an unknown cost, since teacher.prices is not given"))
        .noneMatch(fact -> fact.startsWith("cost: "));
  }

  @Test
  void findsASecretThatIsNotSet() {
    assertThatThrownBy(() -> inspection("teacher.tokenVariable=NO_SUCH_TOKEN").throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("NO_SUCH_TOKEN");
  }

  @Test
  void findsLimitsBelowOneRequest() {
    assertThatThrownBy(
            () ->
                inspection(
                        "teacher.tokensPerMinute=600",
                        "teacher.prices={input: 1000, output: 1000}",
                        "synthesis.budgetDollars=0.6")
                    .throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(
            "Cannot ask the teacher: teacher.tokensPerMinute is 600, expected at least the 2")
        .hasMessageContaining(
            "Cannot ask the teacher: synthesis.budgetDollars is 0.6, expected at least the $2.")
        .hasMessageContaining("Raise it, or lower synthesis.maximumNewTokens");
  }
}
