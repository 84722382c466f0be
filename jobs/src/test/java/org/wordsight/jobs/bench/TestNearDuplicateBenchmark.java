package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestNearDuplicateBenchmark {
  @Test
  void dropsPlantedCopiesAndNothingElse() throws IOException {
    BenchTrial trial = new BenchTrial("near-duplicates");
    trial.run(new NearDuplicateBenchmark(50, List.of(400), 300, 60, 40));

    Map<String, List<JsonNode>> found = new TreeMap<>();
    for (JsonNode node : trial.lines()) {
      found.computeIfAbsent(node.get("case").asText(), name -> new ArrayList<>()).add(node);
    }
    assertThat(found.keySet())
        .containsExactly(
            "40 new texts beside 400",
            "ROUGE-L among 60",
            "identical texts: 300",
            "near duplicates among 400",
            "nearly identical texts: 300",
            "signatures",
            "signatures of hashes");
    assertDropped(found.get("near duplicates among 400"), 2, copies(0, 400));
    assertDropped(found.get("ROUGE-L among 60"), 1, copies(0, 60));
    assertDropped(found.get("40 new texts beside 400"), 1, copies(400, 440));
    assertDropped(found.get("identical texts: 300"), 2, 299);
    assertDropped(found.get("nearly identical texts: 300"), 2, 299);
    assertThat(copies(0, 400)).isBetween(20L, 60L);
    assertThat(
            found.get("40 new texts beside 400").get(0).at("/settings/dropped_by_history").asInt())
        .isPositive();
  }

  private static long copies(int from, int to) {
    return IntStream.range(from, to).filter(PlantedTexts::isCopy).count();
  }

  private static void assertDropped(List<JsonNode> searches, int count, long copies) {
    assertThat(searches).hasSize(count);
    for (JsonNode search : searches) {
      JsonNode settings = search.get("settings");
      assertThat(settings.get("dropped_copies").asLong()).isBetween(copies * 9 / 10, copies);
      assertThat(settings.get("dropped_others").asInt()).isZero();
    }
  }

  @Test
  void makesTheSameTextsInAnyOrder() {
    String third = PlantedTexts.text(3);
    assertThat(PlantedTexts.text(99).split(" ")).hasSize(PlantedTexts.WORDS);
    assertThat(PlantedTexts.text(3)).isEqualTo(third);
  }
}
