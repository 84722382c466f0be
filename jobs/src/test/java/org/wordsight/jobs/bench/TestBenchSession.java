package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestBenchSession {
  @Test
  void writesFourDigitsOfFiguresAlsoOfInfiniteOnes() throws IOException {
    BenchTrial trial = new BenchTrial("lora-losses");
    trial
        .session()
        .compared(
            BenchCase.of("steps", "difference of losses", Map.of()),
            List.of(0.123456, Double.NaN, Double.POSITIVE_INFINITY));
    JsonNode line = trial.lines().get(0);
    assertThat(line.get("runs"))
        .extracting(JsonNode::asText)
        .containsExactly("0.1235", "NaN", "Infinity");
    assertThat(line.get("median").asText()).isEqualTo("Infinity");
  }
}
