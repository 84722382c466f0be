package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.TeacherConfig.StructuredOutput;
import org.wordsight.model.Precision;

class TestJudgeConfig {
  private static final String ENDPOINT =
      "judge={kind: openai, model: gpt-4o, endpoint: 'https://host.example/v1'}";

  @TempDir Path folder;

  @Test
  void isAbsentByDefault() throws IOException {
    assertThat(RunFiles.least(folder).judge()).isEmpty();
    assertThat(RunFiles.least(folder, "judge=null").judge()).isEmpty();
  }

  @Test
  void hasTheDefaultsOfTheDocument() throws IOException {
    assertThat(RunFiles.with(folder, "judge", "kind=self").judge())
        .contains(
            new JudgeConfig(
                new TeacherConfig.Self(1, 1), 3, Optional.empty(), 32, OptionalDouble.empty()));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "judge",
                    "kind=local",
                    "path=/j",
                    "precision=float32",
                    "temperature=0.5",
                    "topP=0.9",
                    "answers=5",
                    "prompt='{situation} {question} {options}'",
                    "maximumNewTokens=8",
                    "keepAgreement=0.6")
                .judge())
        .contains(
            new JudgeConfig(
                new TeacherConfig.Local(new ModelConfig("/j", Precision.FLOAT32), 0.5, 0.9),
                5,
                Optional.of("{situation} {question} {options}"),
                8,
                OptionalDouble.of(0.6)));
  }

  @Test
  void asksAnEndpointForNoForm() throws IOException {
    TeacherConfig.OpenAi judge =
        (TeacherConfig.OpenAi) RunFiles.least(folder, ENDPOINT).judge().orElseThrow().model();
    assertThat(judge.structuredOutput()).isEqualTo(StructuredOutput.OFF);
    assertThatThrownBy(() -> RunFiles.least(folder, ENDPOINT, "judge.structuredOutput=on"))
        .hasMessageContaining(
            "judge.structuredOutput (--set) is \"on\", expected no such key: a judge answers with a letter");
  }

  @Test
  void isPartOfTheRunsIdentityAndComesBackFromItsStoredForm() throws IOException {
    String without = RunFiles.load(folder, RunFiles.LEAST).hash();
    for (List<String> overrides :
        List.of(
            List.of(ENDPOINT),
            List.of("judge.kind=self"),
            List.of("judge.kind=self", "judge.keepAgreement=0.5"),
            List.of("judge.kind=local", "judge.path=/models/j"))) {
      RunFile file = RunFiles.load(folder, RunFiles.LEAST, overrides.toArray(String[]::new));
      assertThat(file.hash()).isNotEqualTo(without);
      assertThat(Identity.stored(file.identityYaml())).isEqualTo(file.identity());
      assertThat(RunFiles.load(folder, file.resolvedYaml()).hash()).isEqualTo(file.hash());
    }
    RunFile plain = RunFiles.load(folder, RunFiles.LEAST);
    assertThat(RunFiles.load(folder, plain.resolvedYaml()).config().judge()).isEmpty();
    assertThat(Identity.stored(plain.identityYaml()).hash()).isEqualTo(without);
  }

  @Test
  void refusesKeysOfAnAbsentJudge() {
    assertThatThrownBy(() -> RunFiles.with(folder, "judge", "answers=5", "prices={input: 1}"))
        .hasMessageContaining(": 1 problem")
        .hasMessageContaining("judge.kind (--set) is not given, expected openai, local or self");
  }

  @Test
  void refusesImpossibleValuesAllAtOnce() {
    assertThatThrownBy(
            () ->
                RunFiles.with(
                    folder,
                    "judge",
                    "kind=self",
                    "answers=0",
                    "maximumNewTokens=9000",
                    "keepAgreement=1.5",
                    "prompt=Choose {options}"))
        .hasMessageContaining(
            "judge.answers (--set) is 0, expected a whole number of at least 1 and at most 100")
        .hasMessageContaining("judge.maximumNewTokens (--set) is 9000, expected a whole number")
        .hasMessageContaining(
            "judge.keepAgreement (--set) is 1.5, expected a number of at least 0 and at most 1")
        .hasMessageContaining("expected a text that contains {situation}")
        .hasMessageContaining("expected a text that contains {question}");
  }

  @Test
  void needsPricesForABudgetAndRoomForOneAnswer() {
    assertThatThrownBy(
            () ->
                RunFiles.least(
                    folder, ENDPOINT, "judge.tokensPerMinute=10", "synthesis.budgetDollars=5"))
        .hasMessageContaining(
            "judge.prices (--set) is not given, expected input and output, since synthesis.budgetDollars is set")
        .hasMessageContaining("at most judge.tokensPerMinute, which is 10");
  }
}
