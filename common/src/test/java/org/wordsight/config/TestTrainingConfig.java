package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                new TrainingConfig.Steps(
                    3,
                    2e-5,
                    TrainingConfig.Schedule.LINEAR,
                    0,
                    64,
                    8,
                    4096,
                    1.0,
                    TrainingConfig.GradientPrecision.FLOAT32,
                    42),
                new TrainingConfig.Text(
                    1024, TrainingConfig.AnswerForm.LETTER_AND_TEXT, Optional.empty()),
                new TrainingConfig.Choice(false, 0),
                new TrainingConfig.Computation(1, 120, 60, false, 50, 0),
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
                    "workers=3",
                    "shardOptimizer=true",
                    "workerTimeoutSeconds=30",
                    "replacementSeconds=0",
                    "keepBest=true",
                    "stopEarlyEpochs=2",
                    "maximumTokens=256",
                    "maximumGradientNorm=0.5",
                    "gradientPrecision=bfloat16",
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
                new TrainingConfig.Steps(
                    1,
                    1e-3,
                    TrainingConfig.Schedule.CONSTANT,
                    2,
                    16,
                    4,
                    128,
                    0.5,
                    TrainingConfig.GradientPrecision.BFLOAT16,
                    7),
                new TrainingConfig.Text(
                    256,
                    TrainingConfig.AnswerForm.LETTER,
                    Optional.of("{situation} {question} {options}")),
                new TrainingConfig.Choice(true, 2),
                new TrainingConfig.Computation(3, 30, 0, true, 9, 3_000_000_000L),
                true));
  }

  @Test
  void refusesMoreWorkersThanShards() {
    assertThatThrownBy(() -> RunFiles.with(folder, "training", "workers=3", "logicalShards=2"))
        .hasMessageContaining(
            "training.workers (--set) is 3, expected a whole number of at least 1 and at most"
                + " training.logicalShards (2), since each takes whole shards");
  }
}
