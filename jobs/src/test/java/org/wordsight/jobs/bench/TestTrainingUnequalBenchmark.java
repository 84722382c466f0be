package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.train.TrainingExample;

class TestTrainingUnequalBenchmark {
  @TempDir private Path folder;

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

  @Test
  void dividesTheTimeOfNestedOperations() throws IOException {
    Path file = folder.resolve("profile.json");
    Files.writeString(
        file,
        """
        [{"ph": "X", "name": "aten::div", "tid": 1, "ts": 0, "dur": 5},
         {"ph": "X", "name": "mkldnn::_reorder_linear_weight", "tid": 1, "ts": 6, "dur": 50},
         {"ph": "X", "name": "mkldnn::_linear_pointwise", "tid": 1, "ts": 60, "dur": 20},
         {"ph": "X", "name": "mkldnn::_reorder_linear_weight", "tid": 1, "ts": 80, "dur": 10},
         {"ph": "X", "name": "aten::linear", "tid": 1, "ts": 100, "dur": 40},
         {"ph": "X", "name": "aten::mm", "tid": 1, "ts": 110, "dur": 30},
         {"ph": "X", "name": "aten::addmm", "tid": 1, "ts": 112, "dur": 20},
         {"ph": "X", "name": "aten::mul", "tid": 1, "ts": 150, "dur": 10},
         {"ph": "X", "name": "aten::empty", "tid": 1, "ts": 151, "dur": 2},
         {"ph": "X", "name": "aten::mul", "tid": 2, "ts": 150, "dur": 5},
         {"ph": "i", "name": "aten::mul", "tid": 1, "ts": 170}]
        """);
    Map<String, Double> seconds = RecordedStep.read(file);
    assertThat(seconds.get("aten::mm")).isCloseTo(30e-6, within(1e-12));
    assertThat(seconds.get("aten::linear")).isCloseTo(10e-6, within(1e-12));
    assertThat(seconds.get("aten::mul")).isCloseTo(15e-6, within(1e-12));
    assertThat(seconds.get("mkldnn::_reorder_linear_weight"))
        .as("a copy for one product; those made before the first product do not count")
        .isCloseTo(10e-6, within(1e-12));
    assertThat(seconds).hasSize(5);
    RecordedStep step = new RecordedStep(100e-6, seconds);
    assertThat(step.shareOfProducts()).isCloseTo(0.5, within(1e-9));
    assertThat(step.without(new RecordedStep(20e-6, Map.of("aten::mm", 10e-6))).shareOfProducts())
        .isCloseTo(0.5, within(1e-9));
  }
}
