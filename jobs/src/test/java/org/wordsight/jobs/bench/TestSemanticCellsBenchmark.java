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

class TestSemanticCellsBenchmark {
  @Test
  void countsTheCopiesThatCellsFind() throws IOException {
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
            new BenchSteps(2, 64),
            new BenchRuns(1, Optional.empty()),
            "wordsight bench semantic-cells");

    new SemanticCellsBenchmark(List.of(new SemanticCellsBenchmark.Search(3_000, 32, 20, 500)))
        .run(new BenchSession("semantic-cells", options, lines::add, message -> {}));

    assertThat(lines).hasSize(1);
    JsonNode settings = new ObjectMapper().readTree(lines.get(0)).get("settings");
    assertThat(settings.get("cells").asInt()).as("the root of 2,000").isEqualTo(44);
    assertThat(settings.get("dropped_others").asInt()).isZero();
    for (String least : List.of("0.9", "0.95", "0.98")) {
      assertThat(settings.get("copies_from_" + least).asInt()).isGreaterThan(20);
      assertThat(settings.get("recall_from_" + least).asDouble()).isBetween(0.5, 1.0);
    }
    assertThat(settings.get("recall_from_0.98").asDouble()).isGreaterThan(0.95);
  }

  @Test
  void spreadsTheCosinesOfCopies() {
    PlantedVectors vectors = PlantedVectors.spread(4_000, 64, 10, 0.9);
    List<Double> cosines = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      if (vectors.isCopy(i)) {
        cosines.add(vectors.cosine(i));
      }
    }
    assertThat(cosines).hasSizeGreaterThan(250);
    assertThat(cosines.stream().mapToDouble(cosine -> cosine).average().orElseThrow())
        .isCloseTo(0.95, within(0.01));
    assertThat(cosines.stream().mapToDouble(cosine -> cosine).min().orElseThrow()).isLessThan(0.91);
  }
}
