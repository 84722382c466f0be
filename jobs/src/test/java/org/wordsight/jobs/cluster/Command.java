package org.wordsight.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of a test: {@code submit/wordsight} with its flags and environment. */
final class Command {
  private static final int MINUTES = 10;

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();

  private Command(Path launcher) {
    words.add(launcher.toString());
    environment.put("WORDSIGHT_BUILD", "never");
    environment.put("OMP_NUM_THREADS", "1");
  }

  /** The output and the exit status of the process. */
  record Outcome(int status, String out, String err) {
    String all() {
      return "status " + status + "\n" + out + err;
    }
  }

  /** The launcher of this clone. */
  static Command wordsight() {
    return of(Path.of("..").toAbsolutePath().normalize());
  }

  /** The launcher of a clone. */
  static Command of(Path clone) {
    return new Command(clone.resolve("submit/wordsight"));
  }

  Command with(String... arguments) {
    words.addAll(List.of(arguments));
    return this;
  }

  Command where(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /**
   * Starts the process. Standard output and error go to {@code out} and {@code err} in the folder.
   */
  Process start(Path folder) throws IOException {
    Files.createDirectories(folder);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    environment.forEach(
        (variable, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(variable);
          }
        });
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** Runs the process to its end. */
  Outcome run(Path folder) throws IOException, InterruptedException {
    Process process = start(folder);
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException(words + " does not end: " + outcome(-1, folder).all());
      }

      return outcome(process.exitValue(), folder);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  static Outcome outcome(int status, Path folder) throws IOException {
    return new Outcome(
        status, Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
  }

  /** The content of all files of a name, in any folder below this one. */
  static String logs(Path folder, String name) {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.endsWith(name)).sorted().toList()) {
        logs.append(file).append('\n').append(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return logs.toString();
  }
}
