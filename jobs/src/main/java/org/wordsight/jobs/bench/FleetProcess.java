package org.wordsight.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.wordsight.error.WordsightException;
import org.wordsight.teacher.TeacherClient;
import org.wordsight.teacher.openai.OpenAiTeacher;

/**
 * A fleet in a new process of its own, as in a user's run. The process gets its task as an
 * argument, a line of JSON. It prints its result as another line of JSON.
 */
public final class FleetProcess {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FleetProcess() {}

  record Task(String endpoint, int inFlight, int calls) {}

  /**
   * @param seconds from the first request for work to the last answer
   * @param use of the places, between the rise and the end
   */
  record Result(long answered, double seconds, double use) {}

  public static void main(String[] arguments) throws IOException {
    Task task = JSON.readValue(arguments[0], Task.class);
    OpenAiTeacher teacher = TeacherWork.teacher(URI.create(task.endpoint()));
    try (TeacherClient client = teacher.open()) {
      TeacherFleet fleet = new TeacherFleet(teacher, client, task.inFlight());
      long start = System.nanoTime();
      long answered = fleet.ask(task.calls());
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.println(
          JSON.writeValueAsString(new Result(answered, seconds, fleet.places().share())));
    }
  }

  /** Does the task in a new process. */
  static Result run(Task task) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  FleetProcess.class.getName(),
                  JSON.writeValueAsString(task))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          if (line.startsWith("{")) {
            return JSON.readValue(line, Result.class);
          }
        }
        throw new IOException("it ended without a result, and its last lines say why");
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot measure a fleet in a process of its own: %s. Check the machine's memory."
              .formatted(e.getMessage()),
          e);
    }
  }
}
