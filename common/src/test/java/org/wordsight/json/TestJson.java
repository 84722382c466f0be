package org.wordsight.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class TestJson {
  @Test
  void readsTextsOfTheAllowedDepthAndRefusesDeeperOnes() throws Exception {
    JsonNode deepest = Json.mapper().readTree(nested(Json.DEEPEST));

    assertThat(deepest.isArray()).isTrue();
    assertThatThrownBy(() -> Json.mapper().readTree(nested(Json.DEEPEST + 1)))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining("depth");
  }

  @Test
  void endsWithoutAStackOverflowAtAnyDepthOfText() {
    assertThatThrownBy(() -> Json.mapper().readTree("[".repeat(1_000_000)))
        .isInstanceOf(JsonProcessingException.class);
    assertThatThrownBy(() -> Json.mapper().readTree("{\"a\":".repeat(1_000_000)))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void saysWhereAProblemIsAsFarAsTheParserKnows() {
    assertThat(Json.place(problem("[\n  1 2]"))).isEqualTo(" at line 2, column 6");
    assertThat(Json.place(problem("[".repeat(2_000)))).matches("| at line 1, column \\d+");
  }

  private static JsonProcessingException problem(String text) {
    return catchThrowableOfType(JsonProcessingException.class, () -> Json.mapper().readTree(text));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
