package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;
import org.wordsight.train.TrainingExample;

class TestTrainingUnequalBenchmark {
  @Test
  void hasLengthsOverTheWholeRange() {
    List<TrainingExample> examples = TrainingUnequalBenchmark.standard().examples(49152);
    assertThat(examples).extracting(TrainingExample::firstTarget).contains(150, 500).hasSize(8);
    assertThat(examples).extracting(TrainingExample::targets).contains(20, 60).hasSize(8);
    assertThat(examples).extracting(TrainingExample::length).doesNotHaveDuplicates();
  }

  @Test
  void measuresSpeedMemoryAndTheShareOfProducts() throws IOException {
    List<String> lines = new ArrayList<>();
    BenchOptions options =
        new BenchOptions(
            Optional.of(Path.of("../conf/demo/student")),
            Optional.empty(),
            Optional.empty(),
            1,
            1,
            Device.CPU,
            Optional.empty(),
            new BenchSteps(2, 64),
            new BenchRuns(1, Optional.empty()),
            "wordsight bench training-unequal");
    new TrainingUnequalBenchmark(4, 8, 24)
        .run(new BenchSession("training-unequal", options, lines::add, message -> {}));

    List<JsonNode> read = new ArrayList<>();
    for (String line : lines) {
      read.add(new ObjectMapper().readTree(line));
    }

    assertThat(read).hasSize(3).allMatch(line -> line.get("median").asDouble() > 0);
    assertThat(read.get(0).get("case").asText()).endsWith("layers computed twice");
    assertThat(read.get(0).get("settings").has("mebibytes_over_weights")).isTrue();
    assertThat(read.get(0).get("settings").get("first_loss").asDouble())
        .as("both compute the same in passes of other sizes")
        .isCloseTo(read.get(1).get("settings").get("first_loss").asDouble(), within(1e-5));
    JsonNode share = read.get(2);
    assertThat(share.get("metric").asText()).isEqualTo("share");
    assertThat(share.get("median").asDouble()).isBetween(0.05, 1.0);
    assertThat(share.get("settings").get("shares").has("mkldnn::_linear_pointwise")).isTrue();
  }
}
