package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.bench.LoraStepBenchmark.Range;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;

/** Real processes, with the demo's student. */
class TestGangStepBenchmark {
  @Test
  void measuresWorkerProcessesThatGiveTheBitsOfOne() throws IOException {
    BenchTrial trial =
        new BenchTrial("gang-step")
            .model(Path.of("../conf/demo/student"))
            .threads(2)
            .steps(new BenchSteps(4, 64));
    GangStepBenchmark benchmark =
        new GangStepBenchmark(new Shape(4, new Range(16, 16), new Range(4, 4)), List.of(2));

    assertThat(trial.run(benchmark)).isEqualTo(ExitCode.DONE);
    List<JsonNode> read = trial.lines();
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
