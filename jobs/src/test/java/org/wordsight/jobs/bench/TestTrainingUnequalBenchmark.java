package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
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
    BenchTrial trial = new BenchTrial("training-unequal").model(Path.of("../conf/demo/student"));
    trial.run(new TrainingUnequalBenchmark(4, 8, 24));

    List<JsonNode> read = trial.lines();
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
