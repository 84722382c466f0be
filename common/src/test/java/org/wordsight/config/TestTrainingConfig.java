package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTrainingConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).training())
        .isEqualTo(
            new TrainingConfig(
                3,
                2e-5,
                TrainingConfig.Schedule.LINEAR,
                0,
                64,
                64,
                1,
                1024,
                1.0,
                42,
                50,
                TrainingConfig.AnswerForm.LETTER_AND_TEXT,
                Optional.empty(),
                4096,
                0,
                false));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "training",
                    "epochs=1",
                    "learningRate=1e-3",
                    "schedule=constant",
                    "warmupSteps=2",
                    "batchSize=16",
                    "logicalShards=4",
                    "workers=1",
                    "maximumTokens=256",
                    "maximumGradientNorm=0.5",
                    "seed=7",
                    "checkpointEverySteps=9",
                    "answerForm=letter",
                    "prompt=\"{situation} {question} {options}\"",
                    "microBatchTokens=128",
                    "memoryBudgetBytes=3_000_000_000",
                    "shuffledControl=true")
                .training())
        .isEqualTo(
            new TrainingConfig(
                1,
                1e-3,
                TrainingConfig.Schedule.CONSTANT,
                2,
                16,
                4,
                1,
                256,
                0.5,
                7,
                9,
                TrainingConfig.AnswerForm.LETTER,
                Optional.of("{situation} {question} {options}"),
                128,
                3_000_000_000L,
                true));
  }
}
