package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
                folder.resolve("seeds.json").toString(),
                Optional.empty(),
                5,
                10,
                List.of(),
                2048,
                16,
                OptionalInt.empty(),
                OptionalDouble.empty(),
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
                    "budgetDollars=2.5",
                    "seed=7")
                .synthesis())
        .isEqualTo(
            new SynthesisConfig(
                "/s.json",
                Optional.of("see _example_"),
                2,
                3,
                List.of(SynthesisConfig.Rule.RATIONALE_NAMES_ANSWER),
                560,
                4,
                OptionalInt.of(40),
                OptionalDouble.of(2.5),
                7));
  }
}
