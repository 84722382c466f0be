package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.bench.LoraStepBenchmark.Range;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.tensor.Device;

/** Real processes, with the demo's student. */
class TestGangStepBenchmark {
  @Test
  void measuresWorkerProcessesThatGiveTheBitsOfOne() throws IOException {
    List<String> lines = new ArrayList<>();
    BenchOptions options =
        new BenchOptions(
            Optional.of(Path.of("../conf/demo/student")),
            Optional.empty(),
            Optional.empty(),
            2,
            1,
            Device.CPU,
            Optional.empty(),
            new BenchSteps(4, 64),
            new BenchRuns(1, Optional.empty()),
            "wordsight bench gang-step");
    BenchSession session = new BenchSession("gang-step", options, lines::add, message -> {});
    new GangStepBenchmark(new Shape(4, new Range(16, 16), new Range(4, 4)), List.of(2))
        .run(session);

    assertThat(session.outcome()).isEqualTo(ExitCode.DONE);
    List<JsonNode> read = new ArrayList<>();
    for (String line : lines) {
      read.add(new ObjectMapper().readTree(line));
    }

    assertThat(read)
        .extracting(line -> line.get("case").asText())
        .containsExactly(
            "1 worker of 2 threads, 4 samples of 16 tokens, 4 targets",
            "2 workers of 1 thread, 4 samples of 16 tokens, 4 targets");
    assertThat(read).allMatch(line -> line.get("median").asDouble() > 0);
    assertThat(read.get(0).get("settings").get("adapter_sha256"))
        .isEqualTo(read.get(1).get("settings").get("adapter_sha256"));
    assertThat(read.get(1).get("settings").has("overhead_percent")).isTrue();
  }
}
