package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.grammar.AnswerForm;
import org.wordsight.grammar.QuestionForm;

class TestSynthesisConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).synthesis())
        .isEqualTo(
            new SynthesisConfig(
                Location.local(folder.resolve("seeds.json")),
                Optional.empty(),
                5,
                10,
                List.of(),
                2048,
                16,
                OptionalInt.empty(),
                42,
                new AnswerForm.Free()));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "synthesis",
                    "seedQuestions=/s.json",
                    "prompt=\"see _example_\"",
                    "questionsPerCall=2",
                    "examplesPerCall=3",
                    "rules=[rationale-names-answer]",
                    "maximumNewTokens=560",
                    "groupSize=4",
                    "maximumRequests=40",
                    "budgetDollars=null",
                    "grammar=questions",
                    "fewestOptions=4",
                    "mostOptions=6",
                    "seed=7")
                .synthesis())
        .isEqualTo(
            new SynthesisConfig(
                Location.local(Path.of("/s.json")),
                Optional.of("see _example_"),
                2,
                3,
                List.of(SynthesisConfig.Rule.RATIONALE_NAMES_ANSWER),
                560,
                4,
                OptionalInt.of(40),
                7,
                new QuestionForm(2, 4, 6, 560)));
  }

  @Test
  void hasAGrammarOfTwoToFiveOptionsWhereNothingElseIsSaid() throws IOException {
    assertThat(RunFiles.with(folder, "synthesis", "grammar=questions").synthesis().form())
        .isEqualTo(new QuestionForm(5, 2, 5, 2048));
    assertThat(RunFiles.with(folder, "synthesis", "grammar=none").synthesis().form())
        .isEqualTo(new AnswerForm.Free());
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
  void refusesABudgetThatNobodyWouldKeep() {
    assertThatThrownBy(() -> RunFiles.with(folder, "synthesis", "budgetDollars=200"))
        .hasMessageContaining(
            "synthesis.budgetDollars (--set) is 200: not available in this version, expected null");
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
