package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestSemanticCellsBenchmark {
  @Test
  void countsTheCopiesThatCellsFind() throws IOException {
    BenchTrial trial = new BenchTrial("semantic-cells");
    trial.run(
        new SemanticCellsBenchmark(List.of(new SemanticCellsBenchmark.Search(3_000, 32, 20, 500))));

    List<JsonNode> lines = trial.lines();
    assertThat(lines).hasSize(1);
    JsonNode settings = lines.get(0).get("settings");
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
