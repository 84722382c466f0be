package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRecordedStep {
  @TempDir private Path folder;

  private RecordedStep read(String events) throws IOException {
    return RecordedStep.read(Files.writeString(folder.resolve("profile.json"), events));
  }

  @Test
  void dividesTheTimeOfTheSecondStep() throws IOException {
    RecordedStep step =
        read(
            """
            [{"ph": "X", "name": "aten::div", "tid": 1, "ts": 0, "dur": 5},
             {"ph": "X", "name": "mkldnn::_linear_pointwise", "tid": 1, "ts": 10, "dur": 70},
             {"ph": "X", "name": "aten::mm", "tid": 1, "ts": 85, "dur": 5},
             {"ph": "X", "name": "aten::addmm", "tid": 1, "ts": 86, "dur": 3},
             {"ph": "X", "name": "aten::mul", "tid": 1, "ts": 92, "dur": 7},
             {"ph": "X", "name": "mkldnn::_linear_pointwise", "tid": 1, "ts": 100, "dur": 20},
             {"ph": "X", "name": "mkldnn::_reorder_linear_weight", "tid": 1, "ts": 120, "dur": 10},
             {"ph": "X", "name": "aten::linear", "tid": 1, "ts": 130, "dur": 40},
             {"ph": "X", "name": "aten::mm", "tid": 1, "ts": 140, "dur": 30},
             {"ph": "X", "name": "aten::addmm", "tid": 1, "ts": 142, "dur": 20},
             {"ph": "X", "name": "aten::mul", "tid": 1, "ts": 180, "dur": 10},
             {"ph": "X", "name": "aten::empty", "tid": 1, "ts": 181, "dur": 2},
             {"ph": "X", "name": "aten::mul", "tid": 2, "ts": 180, "dur": 5},
             {"ph": "i", "name": "aten::mul", "tid": 1, "ts": 185},
             {"ph": "X", "name": "mkldnn::_linear_pointwise", "tid": 1, "ts": 200, "dur": 20},
             {"ph": "X", "name": "aten::mm", "tid": 1, "ts": 220, "dur": 30},
             {"ph": "X", "name": "aten::addmm", "tid": 1, "ts": 222, "dur": 20}]
            """);
    assertThat(step.seconds()).isCloseTo(100e-6, within(1e-12));
    Map<String, Double> seconds = step.operations();
    assertThat(seconds).hasSize(5);
    assertThat(seconds.get("mkldnn::_linear_pointwise")).isCloseTo(20e-6, within(1e-12));
    assertThat(seconds.get("aten::mm"))
        .as("a product inside another one is part of it")
        .isCloseTo(30e-6, within(1e-12));
    assertThat(seconds.get("aten::linear")).isCloseTo(10e-6, within(1e-12));
    assertThat(seconds.get("aten::mul")).isCloseTo(15e-6, within(1e-12));
    assertThat(seconds.get("mkldnn::_reorder_linear_weight")).isCloseTo(10e-6, within(1e-12));
    assertThat(step.shareOfProducts()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void refusesARecordOfUnequalSteps() {
    String product =
        """
        {"ph": "X", "name": "aten::mm", "tid": 1, "ts": 0, "dur": 5}""";
    assertThatThrownBy(() -> read("[" + product + "]"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 products are not 3 equal steps");
    assertThatThrownBy(() -> read("[]")).hasMessage("0 products are not 3 equal steps");
  }
}
