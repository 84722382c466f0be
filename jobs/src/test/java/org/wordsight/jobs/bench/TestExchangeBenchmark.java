package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;

class TestExchangeBenchmark {
  @Test
  void comparesWhatMovesWithPlainConnections() throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    BenchOptions options =
        new BenchOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1,
            1,
            Device.CPU,
            Optional.empty(),
            new BenchSteps(2, 64),
            new BenchRuns(1, Optional.empty()),
            "wordsight bench exchange");

    new ExchangeBenchmark(500_000, List.of(2, 3))
        .run(new BenchSession("exchange", options, lines::add, messages::add));

    assertThat(lines).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonNode line = new ObjectMapper().readTree(lines.get(i));
      JsonNode settings = line.get("settings");
      assertThat(line.get("case").asText()).isEqualTo((2 + i) + " workers");
      assertThat(line.get("median").asDouble()).isPositive();
      assertThat(settings.get("numbers").asInt()).isEqualTo(500_000);
      assertThat(settings.get("memory_copy_gigabytes_a_second").asDouble()).isPositive();
      assertThat(settings.get("percent_of_plain_loopback").asDouble())
          .isEqualTo(
              Math.round(
                  100
                      * line.get("median").asDouble()
                      / settings.get("plain_loopback_gigabytes_a_second").asDouble()),
              within(1.0));
    }
    assertThat(messages).anySatisfy(text -> assertThat(text).contains("of plain connections"));
  }
}
