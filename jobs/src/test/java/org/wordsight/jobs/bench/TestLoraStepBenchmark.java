package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.bench.LoraStepBenchmark.Range;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.train.TrainingExample;

class TestLoraStepBenchmark {
  private static final Path MODEL = Path.of("../conf/demo/student");

  @TempDir private Path folder;

  private List<JsonNode> lines(LoraStepBenchmark benchmark) throws IOException {
    BenchTrial trial =
        new BenchTrial("lora-step").model(MODEL).runs(new BenchRuns(1, Optional.of(folder)));
    trial.run(benchmark);
    return trial.lines();
  }

  @Test
  void measuresStepsWithLayersKeptAndComputedTwice() throws IOException {
    List<JsonNode> lines =
        lines(
            new LoraStepBenchmark(
                new Shape(4, new Range(16, 16), new Range(4, 4)),
                new Shape(5, new Range(8, 24), new Range(2, 6))));
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).get("case").asText())
        .isEqualTo("4 samples of 16 tokens, 4 targets, layers computed twice");
    assertThat(lines.get(2).get("case").asText())
        .isEqualTo("5 samples of 8 to 24 tokens, 2 to 6 targets, layers kept");
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.get("median").asDouble()).isPositive();
              assertThat(line.get("settings").get("seconds").asDouble()).isPositive();
              assertThat(line.get("settings").get("logical_shards").asInt()).isEqualTo(2);
              assertThat(line.get("settings").get("micro_batch_tokens").asInt()).isEqualTo(64);
            });
    assertThat(lines.get(0).get("settings").get("adapter_sha256"))
        .as("the bits do not depend on what is kept")
        .isEqualTo(lines.get(1).get("settings").get("adapter_sha256"));
    assertThat(folder.resolve("lora-step-4-samples-of-16-tokens-4-targets-layers-kept-methods.txt"))
        .content()
        .contains("LoraSteps.train");
    assertThat(
            folder.resolve("lora-step-4-samples-of-16-tokens-4-targets-layers-kept-operations.txt"))
        .isNotEmptyFile();
    assertThat(Files.list(folder)).hasSize(6);
  }

  @Test
  void spreadsLengthsAndTargetsOverTheWholeRange() {
    List<TrainingExample> examples =
        new Shape(64, new Range(150, 450), new Range(20, 60)).examples(1000);
    assertThat(examples).hasSize(64);
    assertThat(examples.stream().mapToInt(example -> example.ids().length).summaryStatistics())
        .hasToString(
            "IntSummaryStatistics{count=64, sum=19170, min=150, average=299.531250, max=450}");
    assertThat(examples.stream().mapToLong(TrainingExample::targets).summaryStatistics())
        .hasToString(
            "LongSummaryStatistics{count=64, sum=2529, min=20, average=39.515625, max=60}");
    assertThat(examples.subList(0, 4))
        .extracting(example -> example.ids().length)
        .containsExactly(150, 326, 197, 373);
  }
}
