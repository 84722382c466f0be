package org.wordsight.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** Tokens that files beside tokenizer.json add; see make_added_token_cases.py. */
class TestAddedTokens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SOURCE =
      Path.of("src/test/resources/references/qwen2/checkpoint/tokenizer.json");

  @TempDir private Path folder;

  private record Case(String name, JsonNode files, JsonNode texts) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (JsonNode each :
        JSON.readTree(TestAddedTokens.class.getResource("/chat/added_tokens.json")).get("cases")) {
      cases.add(new Case(each.get("name").asText(), each.get("files"), each.get("texts")));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void haveTheIdsThatTransformersGivesThem(Case stored) throws IOException {
    Files.copy(SOURCE, folder.resolve("tokenizer.json"));
    for (Map.Entry<String, JsonNode> file : stored.files().properties()) {
      JSON.writeValue(folder.resolve(file.getKey()).toFile(), file.getValue());
    }
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (JsonNode each : stored.texts()) {
        int[] expected = JSON.convertValue(each.get("ids"), int[].class);
        assertThat(tokenizer.encode(each.get("text").asText()))
            .as(each.get("text").asText())
            .containsExactly(expected);
        assertThat(tokenizer.decode(expected))
            .as(Arrays.toString(expected))
            .isEqualTo(each.get("decoded").asText());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2147483648, 2147483648",
    "-1, -1",
    "99999999999999999999, 99999999999999999999",
    "1.5, 1.5",
    "null, null"
  })
  void refusesAnIdOutsideTheRangeOfIds(String id, String shown) throws IOException {
    ObjectNode tokenizer = (ObjectNode) JSON.readTree(SOURCE.toFile());
    ((ObjectNode) tokenizer.path("added_tokens").get(2)).set("id", JSON.readTree(id));
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot load %s/tokenizer.json: the id of token \"<|system|>\" is %s, expected a whole number of 0 to 2147483647. Copy the checkpoint again.",
            folder, shown);
  }

  @Test
  void refusesAnIdOutsideTheRangeInTheVocabulary() throws IOException {
    ObjectNode tokenizer = (ObjectNode) JSON.readTree(SOURCE.toFile());
    ((ObjectNode) tokenizer.path("model").path("vocab")).put("a", 1L << 31);
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .hasMessageContaining("the id of token \"a\" is 2147483648, expected a whole number");
  }

  @Test
  void refusesAnIdOutsideTheRangeInTheDecoder() throws IOException {
    Files.copy(SOURCE, folder.resolve("tokenizer.json"));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"added_tokens_decoder\": {\"4294967296\": {\"content\": \"<|x|>\"}}}");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .hasMessage(
            "Cannot load %s/tokenizer_config.json: an id of added_tokens_decoder is \"4294967296\", expected a whole number of 0 to 2147483647. Copy the checkpoint again.",
            folder);
  }
}
