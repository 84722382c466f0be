package org.wordsight.rehearsal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.wordsight.config.RehearsalConfig.Fault;

/** Writes a response with its fault. */
record FaultWriter(Wire wire) {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  /** The endpoint stops writing a huge body after so many bytes. */
  private static final int HUGE = 128 << 20;

  private static final int DRIP_MILLIS = 200;
  private static final int SILENCE_MILLIS = 86_400_000;
  private static final int DEEP = 200_000;

  /** Whether the fault comes before the endpoint has worked, so that it does not charge. */
  static boolean comesBeforeWork(Fault fault) {
    return switch (fault) {
      case RESET_BEFORE_STATUS,
          HTML_PAGE,
          FILTERED_PROMPT,
          SERVER_ERROR,
          UNAVAILABLE,
          TIMED_OUT,
          CONFLICT,
          TOO_LONG,
          UNAUTHORISED,
          REDIRECT ->
          true;
      case RESET_IN_STATUS,
          RESET_IN_HEADERS,
          RESET_IN_BODY,
          CLOSED_IN_BODY,
          TORN_JSON,
          SLOW_DRIP,
          SILENCE,
          ENDLESS_BODY,
          HUGE_BODY,
          DEEP_JSON,
          WRONG_CONTENT_TYPE,
          ERROR_INSIDE,
          NO_CHOICES,
          NO_TEXT,
          REFUSAL,
          FILTERED_ANSWER,
          CUT_OFF,
          REASONING_FIELD,
          THINK_TAGS ->
          false;
    };
  }

  /**
   * Writes a refusal, or resets the connection. Refusals repeat parts of the request, as careless
   * endpoints do.
   *
   * @return whether the connection can take another request
   */
  boolean beforeWork(Fault fault, ScriptedRequest request, String token) throws IOException {
    String echo = " Your request: " + new String(request.body(), StandardCharsets.UTF_8);
    switch (fault) {
      case RESET_BEFORE_STATUS -> {
        wire.reset();
        return false;
      }
      case HTML_PAGE ->
          ScriptedService.send(
              wire,
              200,
              Map.of("Content-Type", "text/html; charset=utf-8"),
              "<html><head><title>Sign in</title></head><body>Please sign in.</body></html>");
      case FILTERED_PROMPT -> refuse(400, "The prompt was filtered.", "content_filter");
      case SERVER_ERROR ->
          refuse(500, "The server had an error with key " + token + "." + echo, "server_error");
      case UNAVAILABLE ->
          ScriptedService.send(
              wire, 503, Map.of("Content-Type", "text/html"), "<h1>Service Unavailable</h1>");
      case TIMED_OUT -> refuse(408, "The request took too long.", "timeout");
      case CONFLICT -> refuse(409, "The request conflicts with another.", "conflict");
      case TOO_LONG ->
          refuse(
              400,
              "'max_tokens' is too large: the model's maximum context length is 8192." + echo,
              "context_length_exceeded");
      case UNAUTHORISED ->
          refuse(403, "The key " + token + " may not use this.", "permission_denied");
      case REDIRECT -> {
        Map<String, String> headers = new LinkedHashMap<>(JSON);
        headers.put("Location", "http://127.0.0.1:1/other");
        ScriptedService.send(wire, 307, headers, "");
      }
      default -> throw new IllegalArgumentException(fault.name());
    }
    return true;
  }

  private void refuse(int status, String message, String code) throws IOException {
    ScriptedService.refuse(wire, status, Map.of(), message, code);
  }

  /**
   * Writes an answer, or the part of it that the fault leaves.
   *
   * @return whether the connection can take another request
   */
  boolean write(Optional<Fault> fault, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    if (fault.isEmpty()) {
      ScriptedService.send(wire, 200, JSON, json);
      return true;
    }
    String head = Wire.head(200, JSON, body.length);
    switch (fault.get()) {
      case RESET_IN_STATUS -> resetAfter("HTTP/1.1 2");
      case RESET_IN_HEADERS -> resetAfter(head.substring(0, head.length() - 20));
      case RESET_IN_BODY -> resetAfter(head + json.substring(0, json.length() / 2));
      case CLOSED_IN_BODY -> {
        wire.write(head + json.substring(0, json.length() / 2));
        wire.close();
      }
      case SLOW_DRIP -> drip(head, body);
      case SILENCE -> {
        wire.write(head + json.substring(0, json.length() / 2));
        wire.stays(SILENCE_MILLIS);
      }
      case ENDLESS_BODY -> pour("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
      case HUGE_BODY -> pour(Wire.head(200, JSON, HUGE));
      default -> {
        whole(fault.get(), json);
        return true;
      }
    }
    return false;
  }

  private void whole(Fault fault, String json) throws IOException {
    switch (fault) {
      case TORN_JSON -> ScriptedService.send(wire, 200, JSON, json.substring(0, json.length() / 2));
      case DEEP_JSON -> ScriptedService.send(wire, 200, JSON, "{\"choices\":" + "[".repeat(DEEP));
      case WRONG_CONTENT_TYPE ->
          ScriptedService.send(wire, 200, Map.of("Content-Type", "text/event-stream"), json);
      case ERROR_INSIDE ->
          ScriptedService.send(
              wire, 200, JSON, "{\"error\":{\"message\":\"Upstream failed.\",\"code\":502}}");
      default -> ScriptedService.send(wire, 200, JSON, json); // The fault is in the content.
    }
  }

  /**
   * Writes a text and resets the connection. It waits until the text is sent, since a reset
   * discards unsent bytes.
   */
  private void resetAfter(String text) throws IOException {
    wire.write(text);
    wire.stays(DRIP_MILLIS);
    wire.reset();
  }

  private void drip(String head, byte[] body) throws IOException {
    wire.write(head);
    for (byte one : body) {
      wire.write(new byte[] {one});
      if (!wire.stays(DRIP_MILLIS)) {
        return;
      }
    }
  }

  private void pour(String head) throws IOException {
    wire.write(head);
    byte[] block = new byte[1 << 16];
    Arrays.fill(block, (byte) ' ');
    for (long written = 0; written < HUGE; written += block.length) {
      wire.write(block);
    }
    wire.close();
  }
}
