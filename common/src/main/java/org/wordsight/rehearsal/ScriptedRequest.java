package org.wordsight.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.wordsight.data.Sha256;
import org.wordsight.json.Json;

/**
 * A request that the endpoint has read.
 *
 * @param method such as POST
 * @param headers by their names in lower case
 */
record ScriptedRequest(String method, String path, Map<String, String> headers, byte[] body) {
  private static final JsonMapper JSON = Json.mapper();
  private static final int ANY_LENGTH = 4096;
  private static final int BYTES_A_TOKEN = 4;

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The body; absent if it is no JSON. */
  Optional<JsonNode> json() {
    try {
      return Optional.ofNullable(JSON.readTree(body));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A hash that is the same for the same bytes. */
  long hash() {
    return new Sha256().add(body).number();
  }

  static int maximumTokens(JsonNode json) {
    return json.path("max_tokens").asInt(json.path("max_completion_tokens").asInt(ANY_LENGTH));
  }

  /** The tokens of all messages, by a rule of thumb. */
  static int promptTokens(JsonNode json) {
    int bytes = 0;
    for (JsonNode message : json.path("messages")) {
      bytes += message.path("content").asText().getBytes(StandardCharsets.UTF_8).length;
    }
    return tokens(bytes);
  }

  static int tokens(int bytes) {
    return (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
  }

  /** The longest text of so many tokens that ends at a whole letter; the texts are ASCII. */
  static String cut(String text, int tokens) {
    int most = tokens * BYTES_A_TOKEN;
    return text.length() <= most ? text : text.substring(0, most);
  }
}
