package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestGpuConfig {
  @TempDir Path folder;

  @Test
  void takesTheFreeMemoryByDefault() throws IOException {
    assertThat(RunFiles.least(folder).gpu()).isEqualTo(new GpuConfig(OptionalInt.empty(), 0));
  }

  @Test
  void choosesAGpuOfThisMachineWithoutBeginningAnotherRun() {
    Path demo = Path.of("..", "conf", "demo.yaml");
    RunFile onCpu = RunFile.load(demo, List.of());
    RunFile onGpu = RunFile.load(demo, List.of("gpu.device=1"));
    assertThat(onGpu.config().gpu().device()).hasValue(1);
    assertThat(onGpu.hash()).isEqualTo(onCpu.hash());
    assertThat(onGpu.computesOtherwise(onCpu.resolvedYaml()))
        .containsExactly("gpu.device: null → 1");
    assertThat(RunFile.load(demo, List.of("gpu.device=null")).config().gpu().device()).isEmpty();
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
