package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.tensor.Device;

class TestSemanticSearchBenchmark {
  @TempDir Path folder;

  @Test
  void dropsPlantedCopiesAndNothingElse() throws IOException {
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
            "wordsight bench semantic-search");

    new SemanticSearchBenchmark(800, 4)
        .run(new BenchSession("semantic-search", options, lines::add, messages::add));

    PlantedVectors vectors = new PlantedVectors(800);
    long copies = IntStream.range(0, 800).filter(vectors::isCopy).count();
    assertThat(copies).isBetween(40L, 110L);
    assertThat(lines).hasSize(2);
    JsonNode settings = new ObjectMapper().readTree(lines.get(0)).get("settings");
    assertThat(settings.get("dropped_copies").asLong()).isEqualTo(copies);
    assertThat(settings.get("dropped_others").asInt()).isZero();
    assertThat(messages).anyMatch(message -> message.contains("no encoder is measured. Cannot"));
    vectors.write(folder.resolve("vectors.bin"));
    assertThat(Files.size(folder.resolve("vectors.bin"))).isEqualTo(800 * 384 * 4);
  }
}
