package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
            "2 workers of 1 thread without an exchange, 4 samples of 16 tokens, 4 targets",
            "2 workers of 1 thread, 4 samples of 16 tokens, 4 targets");
    assertThat(read).allMatch(line -> line.get("median").asDouble() > 0);
    assertThat(read.get(0).get("settings").get("adapter_sha256"))
        .isEqualTo(read.get(2).get("settings").get("adapter_sha256"));
    assertThat(read.get(1).get("runs")).as("before and after the exchange").hasSize(2);
    double apart = read.get(1).get("median").asDouble();
    double together = read.get(2).get("median").asDouble();
    assertThat(read.get(2).get("settings").get("overhead_percent").asDouble())
        .isCloseTo(100 * (together / apart - 1), within(1.0));
    assertThat(trial.messages().get(trial.messages().size() - 1))
        .startsWith("bench gang-step: what the exchange of 2 workers adds to a step: ours ")
        .endsWith(" %, DDP not measured");
  }

  @Test
  void takesTheSlowestWorkerOfEachStepAndLeavesWarmUpsOut() {
    GangStepWorker.Result slowest =
        GangProcesses.slowest(
            List.of(
                new GangStepWorker.Result(List.of(9.0, 1.0, 4.0), "first"),
                new GangStepWorker.Result(List.of(8.0, 2.0, 3.0), "second")),
            1);
    assertThat(slowest).isEqualTo(new GangStepWorker.Result(List.of(2.0, 4.0), "first"));
    assertThat(
            GangProcesses.slowest(
                    List.of(
                        new GangStepWorker.Result(List.of(9.0, 1.0), "same"),
                        new GangStepWorker.Result(List.of(), "same")),
                    1)
                .seconds())
        .as("one worker alone keeps records of a common training")
        .containsExactly(1.0);
    assertThat(GangStepBenchmark.overhead(List.of(1.05), List.of(1.0, 1.0)))
        .isCloseTo(0.05, within(1e-9));
  }
}
