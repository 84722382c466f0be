package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.grammar.AnswerGrammar;
import org.wordsight.grammar.QuestionForm;
import org.wordsight.prompt.Axis;

class TestSynthesisConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).synthesis())
        .isEqualTo(
            new SynthesisConfig(
                Location.local(folder.resolve("seeds.json")),
                Optional.empty(),
                List.of(),
                5,
                10,
                List.of(),
                false,
                2048,
                16,
                OptionalInt.empty(),
                Optional.empty(),
                42,
                new AnswerGrammar.Free()));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "synthesis",
                    "seedQuestions=/s.json",
                    "prompt=\"see _example_ {axis:tone}\"",
                    "axes=[{name: tone, values: [calm, urgent], weights: [3, 0.5]}]",
                    "questionsPerCall=2",
                    "examplesPerCall=3",
                    "rules=[rationale-names-answer]",
                    "shuffleOptions=true",
                    "maximumNewTokens=560",
                    "groupSize=4",
                    "maximumRequests=40",
                    "budgetDollars=0.015",
                    "grammar=questions",
                    "fewestOptions=4",
                    "mostOptions=6",
                    "seed=7")
                .synthesis())
        .isEqualTo(
            new SynthesisConfig(
                Location.local(Path.of("/s.json")),
                Optional.of("see _example_ {axis:tone}"),
                List.of(new Axis("tone", List.of("calm", "urgent"), List.of(3.0, 0.5))),
                2,
                3,
                List.of(SynthesisConfig.Rule.RATIONALE_NAMES_ANSWER),
                true,
                560,
                4,
                OptionalInt.of(40),
                Optional.of(new BigDecimal("0.015")),
                7,
                new QuestionForm(2, 4, 6, 560)));
  }

  @Test
  void hasAGrammarOfTwoToFiveOptionsByDefault() throws IOException {
    assertThat(RunFiles.with(folder, "synthesis", "grammar=questions").synthesis().form())
        .isEqualTo(new QuestionForm(5, 2, 5, 2048));
    assertThat(RunFiles.with(folder, "synthesis", "grammar=none").synthesis().form())
        .isEqualTo(new AnswerGrammar.Free());
  }

  @Test
  void refusesAGrammarForATeacherBehindAnEndpoint() {
    String remote =
        RunFiles.LEAST.replace(
            "{kind: self}", "{kind: openai, model: m, endpoint: 'https://host.example/v1'}");
    assertThatCode(() -> RunFiles.load(folder, remote)).doesNotThrowAnyException();
    assertThatThrownBy(() -> RunFiles.load(folder, remote, "synthesis.grammar=questions"))
        .hasMessageContaining(
            "synthesis.grammar (--set) is \"questions\", expected none with teacher.kind: openai, whose endpoint is asked for a form by teacher.structuredOutput");
  }

  @Test
  void refusesGrammarsThatCannotBeKept() {
    assertThatThrownBy(
            () ->
                RunFiles.with(
                    folder, "synthesis", "grammar=questions", "fewestOptions=6", "mostOptions=5"))
        .hasMessageContaining(
            "synthesis.fewestOptions (--set) is 6, expected at most synthesis.mostOptions (5)");
    assertThatThrownBy(
            () -> RunFiles.with(folder, "synthesis", "grammar=questions", "maximumNewTokens=100"))
        .hasMessageContaining(
            "synthesis.maximumNewTokens (--set) is 100, expected at least 221, which one question takes with synthesis.grammar: questions");
    assertThatThrownBy(() -> RunFiles.with(folder, "synthesis", "grammar=json"))
        .hasMessageContaining("expected one of none, questions");
    for (String key : List.of("fewestOptions", "mostOptions")) {
      assertThatThrownBy(() -> RunFiles.with(folder, "synthesis", key + "=4"))
          .hasMessageContaining(
              "synthesis." + key + " (--set) is 4, expected no such key: only synthesis.grammar");
    }
  }

  @Test
  void countsTheBudgetInWholeMicrodollars() throws IOException {
    assertThat(budget("200").budgetMicrodollars()).hasValue(200_000_000);
    assertThat(budget("0.0123456789").budgetMicrodollars()).hasValue(12_345);
    assertThat(budget("null").budgetMicrodollars()).isEmpty();
    assertThatThrownBy(() -> budget("0"))
        .hasMessageContaining(
            "synthesis.budgetDollars (--set) is 0, expected a number of at least 0.01 and at most"
                + " 1000000");
  }

  private SynthesisConfig budget(String text) throws IOException {
    return RunFiles.with(folder, "synthesis", "budgetDollars=" + text).synthesis();
  }

  @Test
  void givesValuesWithoutWeightsTheSameWeight() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "synthesis",
                    "prompt=\"_example_ {axis:tone}\"",
                    "axes=[{name: tone, values: [calm, urgent]}]")
                .synthesis()
                .axes())
        .containsExactly(new Axis("tone", List.of("calm", "urgent"), List.of(1.0, 1.0)));
  }

  @Test
  void knowsARunByItsAxes() throws IOException {
    String prompt = "prompt=\"_example_ {axis:tone}\"";
    String calm = "axes=[{name: tone, values: [calm, urgent]}]";
    RunFile file =
        RunFiles.load(folder, RunFiles.LEAST, "synthesis." + prompt, "synthesis." + calm);

    assertThat(file.identity().values())
        .containsEntry("synthesis.axes", "[tone: {calm = 1.0, urgent = 1.0}]")
        .isEqualTo(Identity.stored(file.identityYaml()).values());
    assertThat(file.resolvedYaml()).contains("- name: tone");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[{name: tone, values: [calm]}, {name: x, values: [a]}]|synthesis.prompt (--set) is"
            + " \"_example_ {axis:tone}\", expected a text that contains {axis:x}",
        "[]|synthesis.axes (--set) is [], expected an axis \"tone\", which the prompt names",
        "calm|synthesis.axes (--set) is \"calm\", expected a list of mappings with name, values",
        "[{name: tone, values: [calm, calm]}]|synthesis.axes[0].values (--set) is [\"calm\","
            + " \"calm\"], expected 1 to 1,000 texts, each once",
        "[{name: tone, values: []}]|synthesis.axes[0].values (--set) is [], expected 1 to 1,000",
        "[{name: tone, values: [calm], weights: [1, 2]}]|synthesis.axes[0].weights (--set) is [1,"
            + " 2], expected as many numbers as values: 1",
        "[{name: tone, values: [calm], weights: [0]}]|synthesis.axes[0].weights[0] (--set) is 0,"
            + " expected a list, each a number of at least 0.0001",
        "[{name: tone, value: [calm]}]|synthesis.axes[0].value (--set) is not a known key; did you"
            + " mean values?",
        "[{name: '{', values: [calm]}]|synthesis.axes[0].name (--set) is \"{\", expected 1 to 40",
        "[{name: tone, values: [calm]}, {name: tone, values: [a]}]|expected at most 20 axes, each",
      })
  void namesEachProblemOfAnAxis(String axes, String message) {
    assertThatThrownBy(
            () ->
                RunFiles.with(
                    folder, "synthesis", "prompt=\"_example_ {axis:tone}\"", "axes=" + axes))
        .hasMessageContaining(message);
  }

  @Test
  void makesTheSeedOfADate() throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(file, RunFiles.LEAST);
    List<String> dated = List.of("synthesis.seed=date");

    RunFile night = RunFile.load(file, dated, LocalDate.of(2026, 1, 31));

    assertThat(night.config().synthesis().seed()).isEqualTo(20260131);
    assertThat(night.date()).contains(LocalDate.of(2026, 1, 31));
    assertThat(night.hash())
        .isEqualTo(RunFile.load(file, List.of("synthesis.seed=20260131")).hash());
    assertThat(RunFile.load(file, List.of()).date()).isEmpty();
  }
}
