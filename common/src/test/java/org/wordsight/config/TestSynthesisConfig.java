package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
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
                Optional.empty(),
                42));
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
                    "budgetDollars=0.015",
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
                Optional.of(new BigDecimal("0.015")),
                7));
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
