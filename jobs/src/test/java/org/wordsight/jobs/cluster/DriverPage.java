package org.wordsight.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.util.Optional;

/** Spark's driver tells on its page which executors it has, and which of them are at work. */
final class DriverPage {
  private final ObjectMapper json = new ObjectMapper();
  private final int port;

  private DriverPage(int port) {
    this.port = port;
  }

  static DriverPage onAFreePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return new DriverPage(socket.getLocalPort());
    }
  }

  /** Switches the page on. */
  Command open(Command command) {
    return command
        .with("--conf", "spark.ui.enabled=true")
        .with("--conf", "spark.ui.port=" + port)
        // The page must show the present state, not the state of a tenth of a second ago.
        .with("--conf", "spark.ui.liveUpdate.period=0");
  }

  /**
   * The number of an executor that works at this moment on a job with this description.
   *
   * @param description the beginning of the job's description
   */
  Optional<String> executorAtWork(String description) {
    return find(path -> isAtWork(path, description), executor -> activeTasks(executor) > 0);
  }

  /** The number of any executor that the driver has at this moment. */
  Optional<String> executor() {
    return find(path -> true, executor -> executor.get("isActive").asBoolean());
  }

  private interface Question<T> {
    boolean holds(T asked) throws IOException;
  }

  private Optional<String> find(Question<String> application, Question<JsonNode> executor) {
    try {
      for (JsonNode one : read("applications")) {
        String path = "applications/" + one.get("id").asText();
        if (application.holds(path)) {
          return executor(path, executor);
        }
      }
    } catch (IOException e) {
      // The page does not exist yet, or no longer.
      return Optional.empty();
    }

    return Optional.empty();
  }

  private boolean isAtWork(String application, String description) throws IOException {
    for (JsonNode stage : read(application + "/stages?status=active")) {
      if (stage.path("description").asText().startsWith(description)
          && stage.get("numActiveTasks").asInt() > 0) {
        return true;
      }
    }

    return false;
  }

  private Optional<String> executor(String application, Question<JsonNode> wanted)
      throws IOException {
    for (JsonNode executor : read(application + "/executors")) {
      boolean driver = executor.get("id").asText().equals("driver");
      if (!driver && wanted.holds(executor)) {
        return Optional.of(executor.get("id").asText());
      }
    }

    return Optional.empty();
  }

  private static int activeTasks(JsonNode executor) {
    return executor.get("activeTasks").asInt();
  }

  private JsonNode read(String path) throws IOException {
    URL url = URI.create("http://127.0.0.1:" + port + "/api/v1/" + path).toURL();
    return json.readTree(url);
  }
}
