package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestExchangeBenchmark {
  @Test
  void comparesTheExchangeWithPlainConnections() throws IOException {
    BenchTrial trial = new BenchTrial("exchange");
    trial.run(new ExchangeBenchmark(500_000, List.of(2, 3)));

    List<JsonNode> lines = trial.lines();
    assertThat(lines).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonNode line = lines.get(i);
      JsonNode settings = line.get("settings");
      assertThat(line.get("case").asText()).isEqualTo((2 + i) + " workers");
      assertThat(line.get("median").asDouble()).isPositive();
      assertThat(settings.get("numbers").asInt()).isEqualTo(500_000);
      assertThat(settings.get("memory_copy_gigabytes_a_second").asDouble()).isPositive();
      double percent =
          100
              * line.get("median").asDouble()
              / settings.get("plain_loopback_gigabytes_a_second").asDouble();
      // Rates are written with four digits.
      assertThat(settings.get("percent_of_plain_loopback").asDouble())
          .isEqualTo(percent, within(1 + percent / 1000));
    }
    assertThat(trial.messages())
        .anySatisfy(text -> assertThat(text).contains("of plain connections"));
  }
}
