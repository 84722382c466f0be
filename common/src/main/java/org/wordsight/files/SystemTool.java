package org.wordsight.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of the system that answer a short question. */
public final class SystemTool {
  private SystemTool() {}

  /**
   * The answer of a program.
   *
   * @param output all of its standard output
   */
  public record Answer(int status, String output) {}

  /**
   * Runs a program without input. A program that takes too long is ended.
   *
   * @return empty if the system has no such program, or it took too long
   */
  public static Optional<Answer> ask(Duration longest, List<String> command) {
    try {
      // Output goes to a file: a pipe would be read until every process that writes to it ends.
      Path output = Files.createTempFile("wordsight-tool", ".txt");
      try {
        return answer(longest, command, output);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Answer> answer(Duration longest, List<String> command, Path output)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      process.getOutputStream().close();
      return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)
          ? Optional.of(
              new Answer(process.exitValue(), new String(Files.readAllBytes(output), UTF_8)))
          : Optional.empty();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
