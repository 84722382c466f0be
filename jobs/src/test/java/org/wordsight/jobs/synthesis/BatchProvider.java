package org.wordsight.jobs.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.synthesis.PlannedRequest;

/**
 * A provider that answers batch files as OpenAI does. Its answers are those of {@link
 * ScriptedTeacher}, each of 100 tokens of prompt and 50 of answer.
 */
public final class BatchProvider {
  /** The provider's treatment of a request. */
  public enum Treatment {
    ANSWERED,
    EXPIRED,
    SERVER_ERROR,
    /** Billed, but without a choice. */
    EMPTY
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Integer> numbers = new HashMap<>();
  private int tries;

  /** The requests of files, by their ids, in order. */
  public static List<String> ids(List<Path> files) throws IOException {
    List<String> ids = new ArrayList<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        ids.add(JSON.readTree(line).path("custom_id").asText());
      }
    }
    return ids;
  }

  /**
   * Answers the requests of a file, the last one first.
   *
   * @param treatments by the request's place in the file; requests without a treatment are answered
   */
  public Path answer(Path requests, Map<Integer, Treatment> treatments) throws IOException {
    List<String> results = new ArrayList<>();
    for (String line : Files.readAllLines(requests)) {
      JsonNode request = JSON.readTree(line);
      Treatment treatment = treatments.getOrDefault(results.size(), Treatment.ANSWERED);
      results.add(0, result(request.path("custom_id").asText(), treatment));
    }
    Path file = requests.resolveSibling(requests.getFileName() + ".results");
    return Files.write(file, results);
  }

  private String result(String id, Treatment treatment) {
    numbers.putIfAbsent(id, numbers.size());
    tries++;
    ObjectNode result = JSON.createObjectNode();
    result.put("id", "batch_req_" + tries).put("custom_id", id);
    if (treatment == Treatment.EXPIRED) {
      result.putNull("response");
      result
          .putObject("error")
          .put("code", "batch_expired")
          .put("message", "The window has ended.");
      return result.toString();
    }
    ObjectNode response = result.putObject("response");
    response.put("status_code", treatment == Treatment.SERVER_ERROR ? 500 : 200);
    response.put("request_id", "req_" + tries);
    response.set("body", treatment == Treatment.SERVER_ERROR ? error() : completion(id, treatment));
    result.putNull("error");
    return result.toString();
  }

  private static ObjectNode error() {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error").put("message", "oops");
    return body;
  }

  private ObjectNode completion(String id, Treatment treatment) {
    ObjectNode body = JSON.createObjectNode();
    body.put("id", "chatcmpl-" + tries);
    ObjectNode usage = body.putObject("usage");
    usage.put("prompt_tokens", 100).put("completion_tokens", 50);
    if (treatment == Treatment.EMPTY) {
      body.putArray("choices");
      return body;
    }
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("finish_reason", "stop");
    choice
        .putObject("message")
        .put("content", ScriptedTeacher.text(new PlannedRequest(id, numbers.get(id), 0)));
    return body;
  }
}
