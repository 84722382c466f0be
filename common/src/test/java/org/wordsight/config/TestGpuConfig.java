package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestGpuConfig {
  @TempDir Path folder;

  @Test
  void takesTheFreeMemoryByDefault() throws IOException {
    assertThat(RunFiles.least(folder).gpu()).isEqualTo(new GpuConfig(0));
  }

  @Test
  void limitsTheMemoryForAnswersWithoutBeginningAnotherRun() {
    Path demo = Path.of("..", "conf", "demo.yaml");
    RunFile free = RunFile.load(demo, List.of());
    RunFile limited = RunFile.load(demo, List.of("gpu.answerBudgetBytes=20_000_000_000"));
    assertThat(limited.config().gpu().answerBudgetBytes()).isEqualTo(20_000_000_000L);
    assertThat(limited.hash()).isEqualTo(free.hash());
    assertThat(limited.computesOtherwise(free.resolvedYaml()))
        .containsExactly("gpu.answerBudgetBytes: 0 → 20000000000");
  }
}
