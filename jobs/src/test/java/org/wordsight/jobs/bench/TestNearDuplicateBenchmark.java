package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;

class TestNearDuplicateBenchmark {
  @Test
  void dropsPlantedCopiesAndNothingElse() throws IOException {
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
            "wordsight bench near-duplicates");

    new NearDuplicateBenchmark(50, List.of(400))
        .run(new BenchSession("near-duplicates", options, lines::add, message -> {}));

    assertThat(lines).hasSize(3);
    long copies = IntStream.range(0, 400).filter(PlantedTexts::isCopy).count();
    assertThat(copies).isBetween(20L, 60L);
    for (String search : lines.subList(1, 3)) {
      JsonNode settings = new ObjectMapper().readTree(search).get("settings");
      assertThat(settings.get("dropped_copies").asLong()).isBetween(copies * 9 / 10, copies);
      assertThat(settings.get("dropped_others").asInt()).isZero();
    }
  }

  @Test
  void makesTheSameTextsInWhateverOrder() {
    String third = PlantedTexts.text(3);
    assertThat(PlantedTexts.text(99).split(" ")).hasSize(PlantedTexts.WORDS);
    assertThat(PlantedTexts.text(3)).isEqualTo(third);
  }
}
