package org.wordsight.teacher.openai;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.wordsight.data.Sha256;
import org.wordsight.json.Json;

/** One line of a batch's output file or error file. */
public final class BatchResult {
  /** Two results on one line, without a line break between them, are not read as one result. */
  private static final JsonMapper JSON =
      Json.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final int OK = 200;

  private final JsonNode line;

  private BatchResult(JsonNode line) {
    this.line = line;
  }

  /** The result in a line; absent if it is torn or is none. */
  public static Optional<BatchResult> in(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode line = JSON.readTree(text);
      boolean says = line.path("response").isObject() || line.path("error").isObject();
      return says && line.path("custom_id").isTextual()
          ? Optional.of(new BatchResult(line))
          : Optional.empty();
    } catch (IOException tornOrNotJson) {
      return Optional.empty();
    }
  }

  /** The id of the request. */
  public String customId() {
    return line.path("custom_id").asText();
  }

  /** The provider's id of this one try at the request; without one, the SHA-256 of the result. */
  public String id() {
    String response = line.path("response").path("body").path("id").asText("");
    String id = response.isEmpty() ? line.path("id").asText("") : response;
    return id.isEmpty() ? Sha256.plain(line.toString()) : ResponseReader.shortened(id);
  }

  /** Whether the request was worked on. It is then paid for, with or without a usable answer. */
  public boolean isPaid() {
    return hasResponse() && status() == OK;
  }

  boolean hasResponse() {
    return line.path("response").isObject();
  }

  int status() {
    return line.path("response").path("status_code").asInt();
  }

  String requestId() {
    return line.path("response").path("request_id").asText("");
  }

  String body() {
    JsonNode body = line.path("response").path("body");
    return body.isMissingNode() || body.isNull() ? "" : body.toString();
  }

  JsonNode error() {
    return line.path("error");
  }
}
