package org.wordsight.jobs.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.wordsight.jobs.QuickStart;

/**
 * A process of Java that serves tests until it is closed, or until the tests' process ends. It uses
 * other libraries than the tests.
 */
final class Daemon implements AutoCloseable {
  private static final long LONGEST_START_SECONDS = 180;

  private final Process process;
  private final String name;
  private final StringBuffer log = new StringBuffer();
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private Daemon(Process process, String name) {
    this.process = process;
    this.name = name;
  }

  /**
   * Starts a program, and waits for the line with which it says that it is ready.
   *
   * @param folder for the script that ends the process with this one
   * @param classPath besides the classes of the tests
   * @param options of Java, before the program's name
   * @param ready how that line begins
   */
  static Daemon start(
      Path folder,
      List<String> classPath,
      List<String> options,
      Class<?> program,
      String ready,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(
        SparkHome.script("while-parent-lives.sh", folder.resolve("while-parent-lives")).toString());
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("-Xmx512m");
    command.addAll(QuickStart.OPTIONS);
    command.addAll(options);
    command.add("-cp");
    command.add(
        Path.of("target/test-classes").toAbsolutePath() + ":" + String.join(":", classPath));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("OMP_NUM_THREADS", "1");
    Daemon daemon = new Daemon(builder.start(), program.getSimpleName());
    daemon.read(ready);
    try {
      daemon.ready.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
      return daemon;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      daemon.close();
      throw new IllegalStateException(daemon.name + " is not ready:\n" + daemon.log, e);
    }
  }

  /** Reading a process cannot be interrupted, so another thread does it. */
  private void read(String begin) {
    Thread reader =
        new Thread(
            () -> {
              try (Stream<String> lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
                lines.forEach(
                    line -> {
                      log.append(line).append('\n');
                      if (line.startsWith(begin)) {
                        ready.complete(line.substring(begin.length()));
                      }
                    });
              } finally {
                ready.completeExceptionally(new IllegalStateException("the process ended"));
              }
            },
            "log-of-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** The rest of the line with which the program said that it is ready. */
  String ready() {
    return ready.join();
  }

  /** All output of the program so far. */
  String log() {
    return log.toString();
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
