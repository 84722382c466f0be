package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;

class TestBenchSession {
  @Test
  void writesFourDigitsOfFiguresAndThoseThatAreNotFinite() throws IOException {
    List<String> lines = new ArrayList<>();
    BenchOptions options =
        new BenchOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1,
            1,
            Device.CPU,
            Optional.empty(),
            new BenchSteps(1, 64),
            BenchRuns.DEFAULT,
            "wordsight bench lora-losses");
    BenchSession session = new BenchSession("lora-losses", options, lines::add, text -> {});
    session.compared(
        BenchCase.of("steps", "difference of losses", Map.of()),
        List.of(0.123456, Double.NaN, Double.POSITIVE_INFINITY));
    JsonNode line = new ObjectMapper().readTree(lines.get(0));
    assertThat(line.get("runs"))
        .extracting(JsonNode::asText)
        .containsExactly("0.1235", "NaN", "Infinity");
    assertThat(line.get("median").asText()).isEqualTo("Infinity");
  }
}
