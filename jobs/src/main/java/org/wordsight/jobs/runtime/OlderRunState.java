package org.wordsight.jobs.runtime;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.StoredFile;

/**
 * The state of a run in version 0.1.0, {@code _wordsight/runs/<run>/state.json}. It named the
 * tables of a part. The part's files were in {@code <table>/run_id=<run>/}, and their names began
 * with the part's name.
 */
final class OlderRunState {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private OlderRunState() {}

  static Optional<RunState> read(Warehouse warehouse, String runId) {
    String name = name(runId);
    try {
      Optional<byte[]> bytes = warehouse.storage().read(name);
      if (bytes.isEmpty()) {
        return Optional.empty();
      }

      JsonNode tree = JSON.readTree(bytes.get());
      if (!tree.isObject()) {
        throw new IOException("it holds no JSON object");
      }

      for (JsonNode part : tree.path("parts")) {
        nameFiles(warehouse, runId, (ObjectNode) part);
      }

      return Optional.of(JSON.treeToValue(tree, RunState.class));
    } catch (IOException | ClassCastException e) {
      throw WordsightException.input(
          "Cannot read %s: it is not the state of a run (%s)."
              .formatted(warehouse.storage().location(name), e.getMessage()),
          e);
    }
  }

  private static void nameFiles(Warehouse warehouse, String runId, ObjectNode part)
      throws IOException {
    Pattern ofPart = filesOf(part.path("name").asText());
    ArrayNode files = JSON.createArrayNode();
    for (JsonNode table : part.path("tables")) {
      for (StoredFile file :
          warehouse.storage().list(warehouse.plainFolder(table.asText(), runId))) {
        if (ofPart.matcher(file.lastName()).matches()) {
          files
              .addObject()
              .put("table", table.asText())
              .put("name", file.name())
              .put("bytes", file.bytes());
        }
      }
    }

    part.remove("tables");
    part.set("files", files);
  }

  /** The names of a part's files. */
  static Pattern filesOf(String part) {
    return Pattern.compile(Pattern.quote(part) + "-\\d{5}\\.snappy\\.parquet");
  }

  static void remove(Warehouse warehouse, String runId) throws IOException {
    warehouse.storage().delete(name(runId));
  }

  private static String name(String runId) {
    return Warehouse.RUNS + "/" + runId + "/state.json";
  }
}
