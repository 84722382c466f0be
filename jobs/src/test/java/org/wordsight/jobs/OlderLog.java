package org.wordsight.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.wordsight.data.Sha256;

/**
 * Writes the request log in the form of version 2: one segment for each group, one line for each
 * answer.
 */
final class OlderLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OlderLog() {}

  /** Writes the answers of the present log in the older form, in place of that log. */
  static void replaceCalls(Path folder) throws IOException {
    Map<String, StringBuilder> groups = new TreeMap<>();
    for (Path segment : GenerateProcess.segments(folder, "settled")) {
      for (String line : Files.readAllLines(segment)) {
        if (line.contains("\"event\":\"settled\"")) {
          JsonNode record = JSON.readTree(line);
          groups
              .computeIfAbsent(record.get("group").asText(), group -> new StringBuilder())
              .append(answer(record))
              .append('\n');
        }
      }
    }

    Path logs = folder.resolve("warehouse/_wordsight/logs");
    FileUtils.deleteDirectory(logs.resolve("calls").toFile());
    Files.createDirectories(logs.resolve("requests"));
    for (Map.Entry<String, StringBuilder> group : groups.entrySet()) {
      String payload = group.getValue().toString();
      Files.writeString(
          logs.resolve("requests/" + group.getKey() + ".jsonl"),
          "wordsight-log/2 " + Sha256.plain(payload) + "\n" + payload);
    }
  }

  private static ObjectNode answer(JsonNode record) {
    ObjectNode old = JSON.createObjectNode();
    old.set("requestId", record.get("requestId"));
    old.set("attempt", record.get("attempt"));
    ObjectNode answer = old.putObject("answer");
    answer.set("text", record.get("text"));
    answer.set("outcome", record.get("outcome"));
    answer.set("promptTokens", record.get("promptTokens"));
    answer.set("completionTokens", record.get("completionTokens"));
    answer.put("costDollars", 0.0);
    old.set("latencyMs", record.get("latencyMillis"));
    return old;
  }
}
