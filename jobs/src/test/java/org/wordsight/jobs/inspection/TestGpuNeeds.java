package org.wordsight.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;

class TestGpuNeeds {
  private static final Path SOUND =
      Path.of("../common/src/test/resources/references/llama/checkpoint");

  @TempDir private Path folder;

  private static RunConfig config(String... overrides) {
    return RunFile.load(Path.of("../conf/demo.yaml"), List.of(overrides)).config();
  }

  @Test
  void nameEachUseOfAModelWithItsLeastMemory() {
    List<GpuNeeds.Need> needs = new GpuNeeds(config("curation.semantic.embedder=student")).all();
    assertThat(needs)
        .extracting(GpuNeeds.Need::name)
        .contains("the teacher", "the embedder", "models.student in training", "models.student");
    assertThat(needs)
        .allSatisfy(
            need -> {
              assertThat(need.line()).startsWith(need.name() + ": ").contains(" MiB of weights");
              assertThat(need.leastBytes()).isBetween(1L << 16, 1L << 30);
            });
    assertThat(new GpuNeeds(config()).all())
        .extracting(GpuNeeds.Need::name)
        .doesNotContain("the embedder");
  }

  @Test
  void mayBeTooLargeForTheGpu() {
    GpuNeeds.Need need =
        new GpuNeeds.Need(
            "models.student in training", 20L << 30, "Lower training.microBatchTokens", "");
    WordsightException problem =
        MemoryInspection.tooLarge(need, Device.gpu(1), new DeviceMemory(1 << 20, 16L << 30));
    assertThat(problem.exitCode()).isEqualTo(ExitCode.DEVICE);
    assertThat(problem)
        .hasMessage(
            "Cannot compute on gpu:1: models.student in training takes at least 20,480 MiB, the GPU has 16,384 MiB. Lower training.microBatchTokens, or use a larger GPU.");
  }

  @Test
  void refuseHeadsThatNoKernelTrains() throws IOException {
    try (var files = Files.list(SOUND)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path file = folder.resolve("config.json");
    ObjectMapper json = new ObjectMapper();
    ObjectNode values = (ObjectNode) json.readTree(file.toFile());
    // The same matrices as twice as many heads of half the width.
    for (String heads : List.of("num_attention_heads", "num_key_value_heads")) {
      values.put(heads, 2 * values.get(heads).asInt());
    }
    json.writeValue(file.toFile(), values.put("head_dim", 4));
    String student = "models.student.path=" + folder;
    assertThatThrownBy(
            () -> new GpuNeeds(config(student, "models.student.precision=bfloat16")).all())
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("the model's heads are 4 wide, expected a multiple of 8");
  }
}
