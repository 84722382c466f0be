package org.wordsight.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.wordsight.config.RehearsalConfig;
import org.wordsight.config.RehearsalConfig.Fault;
import org.wordsight.config.RehearsalConfig.MaximumTokens;

/** Answers each request of all connections. */
final class ScriptedService {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  /** The time between two checks whether the client of a waiting request is still there. */
  private static final int LOOK_MILLIS = 100;

  private final RehearsalConfig config;
  private final Counts counts;
  private final String token;
  private final Script script;
  private final Line line;

  ScriptedService(RehearsalConfig config, Counts counts, String token) {
    this.config = config;
    this.counts = counts;
    this.token = token;
    this.script = new Script(config);
    this.line = new Line(config.capacity());
  }

  /**
   * Answers one request.
   *
   * @return whether the connection can take another
   */
  boolean answer(ScriptedRequest request, Wire wire) throws IOException {
    if (request.path().equals("/script/counts")) {
      send(wire, 200, JSON, counts.json());
      return true;
    }
    if (request.path().equals("/script/times")) {
      send(wire, 200, JSON, Arrays.toString(counts.workMillis()));
      return true;
    }
    if (!request.path().equals("/v1/chat/completions") || !request.method().equals("POST")) {
      send(wire, 404, JSON, "{\"detail\":\"Not Found\"}");
      return true;
    }
    counts.began();
    String outcome = "client-gone";
    try {
      Optional<JsonNode> body = request.json();
      Optional<Refusal> refusal = refusal(request, body);
      if (refusal.isPresent()) {
        outcome = refusal.get().name();
        refuse(
            wire, refusal.get().status(), Map.of(), refusal.get().message(), refusal.get().code());
        return true;
      }
      long hash = request.hash();
      RandomGenerator random = script.random(hash);
      boolean stormy = script.isInStorm(random);
      Optional<Fault> fault = script.fault(random);
      if (stormy) {
        outcome = "rate-limited";
        refuse(wire, 429, script.waitHeaders(), "Rate limit reached.", "rate_limit_exceeded");
        return true;
      }
      if (fault.isPresent() && FaultWriter.comesBeforeWork(fault.get())) {
        outcome = name(fault.get());
        return new FaultWriter(wire).beforeWork(fault.get(), request, token);
      }
      ScriptedAnswer answer = ScriptedAnswer.of(config, body.orElseThrow(), fault, random);
      if (!work(wire, answer, random)) {
        return false;
      }
      counts.billed(hash, answer.usage());
      outcome = fault.map(ScriptedService::name).orElse("answered");
      return new FaultWriter(wire).write(fault, answer.json());
    } finally {
      counts.ended(outcome);
    }
  }

  /**
   * Waits for a place, and then for the time of the answer. Returns false if the client has gone.
   */
  private boolean work(Wire wire, ScriptedAnswer answer, RandomGenerator random)
      throws IOException {
    CompletableFuture<Void> turn = line.join();
    try {
      while (!comes(turn)) {
        if (!wire.stays(1)) {
          return false;
        }
      }
      long drawn = script.time(answer.usage().completionTokens(), random).toMillis();
      int millis = (int) Math.min(Integer.MAX_VALUE, drawn);
      counts.works(millis);
      return wire.stays(millis);
    } finally {
      line.leave(turn);
    }
  }

  private static boolean comes(CompletableFuture<Void> turn) throws IOException {
    try {
      turn.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server ends", e);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private record Refusal(String name, int status, String message, String code) {}

  /** The reason why a request is refused, independent of the script. */
  private Optional<Refusal> refusal(ScriptedRequest request, Optional<JsonNode> body) {
    if (!token.isEmpty() && !request.header("authorization").equals("Bearer " + token)) {
      return refused(
          "unauthorised", 401, "Incorrect API key provided: " + said(request), "invalid_api_key");
    }
    if (body.isEmpty() || !body.get().path("messages").isArray()) {
      return refused("bad-request", 400, "The body is no chat completion request.", "");
    }
    JsonNode json = body.get();
    if (!config.model().isEmpty() && !config.model().equals(json.path("model").asText())) {
      return refused(
          "unknown-model",
          404,
          "The model `%s` does not exist.".formatted(json.path("model").asText()),
          "model_not_found");
    }
    Optional<String> field = unknownField(json);
    if (field.isPresent()) {
      return refused("unknown-field", 400, field.get(), "unsupported_parameter");
    }
    if (config.quotaRequests() > 0 && counts.billedAnswers() >= config.quotaRequests()) {
      return refused("quota-ended", 429, "You exceeded your current quota.", "insufficient_quota");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refused(String name, int status, String message, String code) {
    return Optional.of(new Refusal(name, status, message, code));
  }

  private static String said(ScriptedRequest request) {
    return request.header("authorization").replaceFirst("^Bearer ", "");
  }

  private Optional<String> unknownField(JsonNode json) {
    MaximumTokens known = config.fields().maximumTokens();
    if (known == MaximumTokens.MAX_COMPLETION_TOKENS && json.has("max_tokens")) {
      return Optional.of(
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
    }
    if (known == MaximumTokens.MAX_TOKENS && json.has("max_completion_tokens")) {
      return Optional.of("Unrecognized request argument supplied: max_completion_tokens");
    }
    if (!config.fields().responseFormat() && json.has("response_format")) {
      return Optional.of("Unsupported parameter: 'response_format'.");
    }
    return !config.fields().seed() && json.has("seed")
        ? Optional.of("body.seed: Extra inputs are not permitted")
        : Optional.empty();
  }

  static void refuse(Wire wire, int status, Map<String, String> more, String message, String code)
      throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode error = root.putObject("error");
    error.put("message", message);
    error.put("type", "scripted");
    error.putNull("param");
    error.put("code", code);
    Map<String, String> headers = new LinkedHashMap<>(JSON);
    headers.putAll(more);
    send(wire, status, headers, root.toString());
  }

  static void send(Wire wire, int status, Map<String, String> headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    byte[] head = Wire.head(status, headers, bytes.length).getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    wire.write(all);
  }

  /** The name in the counts. */
  private static String name(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
