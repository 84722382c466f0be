package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.dedup.Words;

class TestContaminationBenchmark {
  @Test
  void findsThePlantedQuestionsAndNoOthers() throws IOException {
    BenchTrial trial = new BenchTrial("contamination");
    trial.run(new ContaminationBenchmark(2_000, 300));

    List<JsonNode> lines = trial.lines();
    assertThat(lines).hasSize(4);
    for (JsonNode line : lines) {
      JsonNode settings = line.get("settings");
      assertThat(settings.get("false_alarms").asInt()).isZero();
      assertThat(settings.get("recall_verbatim").asDouble()).isGreaterThan(0.97);
      assertThat(settings.get("recall_situation_inside").asDouble()).isGreaterThan(0.97);
    }
    JsonNode all = lines.get(2).get("settings");
    JsonNode first = lines.get(0).get("settings");
    assertThat(all.get("recall_options_only").asDouble()).isGreaterThan(0.97);
    assertThat(all.get("recall_word_in_ten_changed").asDouble())
        .isGreaterThan(0.97)
        .isGreaterThan(first.get("recall_word_in_ten_changed").asDouble());
    JsonNode meaning = lines.get(3).get("settings");
    assertThat(meaning.get("cosine").asDouble()).isEqualTo(0.81);
    assertThat(meaning.get("recall_by_cosine_alone_options_only").asDouble()).isZero();
    for (String kind : List.of("verbatim", "options_only", "paraphrased")) {
      assertThat(meaning.get("recall_" + kind).asDouble())
          .isGreaterThanOrEqualTo(all.get("recall_" + kind).asDouble())
          .isGreaterThanOrEqualTo(meaning.get("recall_by_cosine_alone_" + kind).asDouble());
    }
  }

  @Test
  void makesABenchmarkOfVivasLengths() {
    List<BenchmarkText> items = PlantedItems.benchmark();
    assertThat(items).hasSize(1_240).isEqualTo(PlantedItems.benchmark());
    int[] situations =
        items.stream()
            .mapToInt(item -> Words.of(item.fields().get("situation")).size())
            .sorted()
            .toArray();
    int[] actions =
        items.stream()
            .flatMap(item -> item.options().stream())
            .mapToInt(option -> Words.of(option).size())
            .sorted()
            .toArray();
    assertThat(situations[situations.length / 2]).as("median").isBetween(12, 14);
    assertThat(situations[situations.length / 10]).as("a tenth is shorter").isBetween(8, 10);
    assertThat(actions[actions.length / 2]).isBetween(10, 13);
    assertThat(Arrays.stream(actions).filter(words -> words < 8).count())
        .as("shorter than a sequence")
        .isBetween(actions.length / 20L, actions.length / 5L);
  }
}
