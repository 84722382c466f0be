package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestIdentity {
  private static final Path FIRST_VERSION = Path.of("src/test/resources/config");
  private static final Path DEMO = Path.of("..", "conf", "demo.yaml");

  /** The keys of the demo's run file that had other values in the first version. */
  private static final List<String> FIRST_DEMO =
      List.of(
          "curation.nearDuplicate.threshold=0.9",
          "curation.semantic=null",
          "curation.decontaminate=[viva]",
          "curation.contamination.coverage=0.5");

  @TempDir Path folder;

  @Test
  void findsARunThatTheFirstVersionBegan() throws IOException {
    Identity stored =
        Identity.stored(Files.readString(FIRST_VERSION.resolve("demo-identity.yaml")));

    assertThat(stored).isEqualTo(firstDemo().identity());
    assertThat(firstDemo("training.checkpointEverySteps=7").identity()).isEqualTo(stored);
    assertThat(stored.differences(firstDemo("lora.rank=8").identity()))
        .containsExactly("lora.rank: 32 → 8");
  }

  private static RunFile firstDemo(String... overrides) {
    List<String> all = new ArrayList<>(FIRST_DEMO);
    all.addAll(List.of(overrides));
    return RunFile.load(DEMO, all);
  }

  @Test
  void leavesOutWhatTheFirstVersionReadAndDidNotUse() throws IOException {
    String stored =
        Files.readString(FIRST_VERSION.resolve("demo-identity.yaml"))
            .replace("kind: local", "kind: self")
            .replace("endpoint: null", "endpoint: https://host/v1")
            .replace("model: null", "model: gpt")
            .replace("budgetDollars: null", "budgetDollars: 200.0");

    assertThat(Identity.stored(stored)).isEqualTo(firstDemo("teacher.kind=self").identity());
  }

  @Test
  void comesBackFromItsStoredForm() throws IOException {
    for (String[] overrides :
        new String[][] {
          {},
          {"teacher.kind=local", "teacher.path=/models/t", "models.llm.path=s3a://bucket/m/llm"},
          {"name='007'", "evaluation.limit=3", "evaluation.arms=[image, given]"},
          {"name='1_000'", "synthesis.prompt=\"true\\n_example_ \\n\\n\""},
          {"name='true'", "training.prompt=\"# {situation}: {question}\\t{options}\\r\\n\""},
        }) {
      RunFile file = RunFiles.load(folder, RunFiles.LEAST, overrides);
      assertThat(Identity.stored(file.identityYaml()).values())
          .as(String.join(" ", overrides))
          .isEqualTo(file.identity().values());
    }
  }

  @Test
  void holdsEveryKeyThatDecidesTheResultAndNoOther() throws IOException {
    RunFile file = RunFiles.load(folder, RunFiles.LEAST);
    List<String> deciding = new ArrayList<>();
    for (KeyRule key : RunFile.keys()) {
      switch (key.kind()) {
        case RESULT, NAMED_FOLDER -> deciding.add(key.path());
        case COMPUTATION, ADDITION -> {}
      }
    }

    assertThat(file.identity().values().keySet()).containsExactlyElementsOf(deciding);
    assertThat(deciding)
        .contains(
            "training.microBatchTokens",
            "training.keepBest",
            "training.stopEarlyEpochs",
            "evaluation.batchSize",
            "synthesis.groupSize")
        .doesNotContain(
            "warehouse",
            "report.out",
            "training.workers",
            "training.workerTimeoutSeconds",
            "training.replacementSeconds",
            "training.memoryBudgetBytes",
            "gpu.device",
            "gpu.answerBudgetBytes",
            "training.checkpointEverySteps",
            "training.shardOptimizer",
            "training.shuffledControl",
            "teacher.maximumInFlight",
            "teacher.prices",
            "synthesis.budgetDollars");
  }

  @Test
  void knowsAModelByItsNameInAnyFolder() throws IOException {
    String hash = RunFiles.load(folder, RunFiles.LEAST).hash();

    assertThat(
            RunFiles.load(folder, RunFiles.LEAST, "models.student.path=s3a://bucket/student/")
                .hash())
        .isEqualTo(hash);
    assertThat(RunFiles.load(folder, RunFiles.LEAST, "models.student.path=/models/other").hash())
        .isNotEqualTo(hash);
    assertThat(RunFiles.load(folder, RunFiles.LEAST, "models.student.precision=float32").hash())
        .isNotEqualTo(hash);
  }

  @Test
  void namesTheDifferences() throws IOException {
    Identity earlier = RunFiles.load(folder, RunFiles.LEAST).identity();
    Identity later =
        RunFiles.load(folder, RunFiles.LEAST, "lora.rank=8", "evaluation.limit=5").identity();

    assertThat(earlier.differences(later))
        .containsExactly("lora.rank: 32 → 8", "evaluation.limit: null → 5");
    assertThat(earlier.differences(earlier)).isEmpty();
  }

  @Test
  void callsNegativeZeroAndOtherSpellingsTheSameNumber() throws IOException {
    String hash = RunFiles.load(folder, RunFiles.LEAST, "lora.dropout=0").hash();

    assertThat(RunFiles.load(folder, RunFiles.LEAST, "lora.dropout=-0.0").hash()).isEqualTo(hash);
    assertThat(RunFiles.load(folder, RunFiles.LEAST, "lora.dropout=0e5").hash()).isEqualTo(hash);
    assertThat(RunFiles.load(folder, RunFiles.LEAST, "lora.dropout=0", "lora.rank=+32").hash())
        .isEqualTo(hash);
  }
}
