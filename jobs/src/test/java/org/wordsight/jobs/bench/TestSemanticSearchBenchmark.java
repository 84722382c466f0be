package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSemanticSearchBenchmark {
  @TempDir Path folder;

  @Test
  void dropsPlantedCopiesAndNothingElse() throws IOException {
    BenchTrial trial = new BenchTrial("semantic-search");
    trial.run(new SemanticSearchBenchmark(800, 4));

    PlantedVectors vectors = new PlantedVectors(800);
    long copies = IntStream.range(0, 800).filter(vectors::isCopy).count();
    assertThat(copies).isBetween(40L, 110L);
    assertThat(trial.lines()).hasSize(2);
    JsonNode settings = trial.lines().get(0).get("settings");
    assertThat(settings.get("dropped_copies").asLong()).isEqualTo(copies);
    assertThat(settings.get("dropped_others").asInt()).isZero();
    assertThat(trial.messages())
        .anyMatch(message -> message.contains("no encoder is measured. Cannot"));
    vectors.write(folder.resolve("vectors.bin"));
    assertThat(Files.size(folder.resolve("vectors.bin"))).isEqualTo(800 * 384 * 4);
  }
}
