package org.wordsight.jobs.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wordsight.jobs.QuickStart;

/**
 * A Master and two Workers with one core each, as processes on free ports of this machine. They
 * share a secret. They end when this JVM ends, in whatever way.
 */
final class StandaloneCluster implements AutoCloseable {
  static final int WORKERS = 2;

  /** The variable from which Spark's processes read their common secret. */
  private static final String SECRET_VARIABLE = "_SPARK_AUTH_SECRET";

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED =
      Pattern.compile("(Successfully registered) with master");

  private final String secret = UUID.randomUUID().toString();
  private final Path home;
  private final Path folder;
  private final Path guard;
  private final List<Process> daemons = Collections.synchronizedList(new ArrayList<>());
  private final Thread hook = new Thread(this::kill, "kill-cluster");
  private String master;

  private StandaloneCluster(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
    this.guard = SparkHome.script("while-parent-lives.sh", folder.resolve("while-parent-lives"));
  }

  static StandaloneCluster start(Path folder) throws Exception {
    StandaloneCluster cluster =
        new StandaloneCluster(SparkHome.make(folder.resolve("spark")), folder);
    Runtime.getRuntime().addShutdownHook(cluster.hook);
    try {
      cluster.master =
          cluster.daemon(MASTER, "master.Master", "--host", "127.0.0.1", "--port", "0").get();
      List<CompletableFuture<String>> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(
            cluster.daemon(
                REGISTERED,
                "worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "2g",
                "--work-dir",
                folder.resolve("work-" + i).toString(),
                cluster.master));
      }

      for (CompletableFuture<String> worker : workers) {
        worker.get(1, TimeUnit.MINUTES);
      }

      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Starts a daemon and waits until {@code ready} matches in its log. Returns the first group of
   * the match.
   */
  private CompletableFuture<String> daemon(Pattern ready, String name, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(guard.toString()));
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(QuickStart.OPTIONS);
    command.addAll(
        List.of(
            "-Xmx256m",
            "-Dspark.authenticate=true",
            "-cp",
            home.resolve("jars") + "/*",
            "org.apache.spark.deploy." + name,
            "--webui-port",
            "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    builder.environment().put(SECRET_VARIABLE, secret);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    daemons.add(process);

    CompletableFuture<String> found = new CompletableFuture<>();
    Thread reader = new Thread(() -> follow(process, ready, found), "log-of-" + name);
    reader.setDaemon(true);
    reader.start();
    return found.orTimeout(1, TimeUnit.MINUTES);
  }

  private static void follow(Process process, Pattern ready, CompletableFuture<String> found) {
    StringBuilder log = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.append(line).append('\n');
        Matcher matcher = ready.matcher(line);
        if (matcher.find()) {
          found.complete(matcher.group(1));
        }
      }

      found.completeExceptionally(new IllegalStateException("A daemon ended:\n" + log));
    } catch (IOException e) {
      found.completeExceptionally(e);
    }
  }

  /** The launcher with this cluster as its master. */
  Command wordsight(String... arguments) {
    return Command.wordsight()
        .where("SPARK_HOME", home.toString())
        .where("SPARK_LOCAL_IP", "127.0.0.1")
        .where("WORDSIGHT_HEAP", "1g")
        .where("WORDSIGHT_JAVA_OPTIONS", QuickStart.LINE)
        .where(SECRET_VARIABLE, secret)
        .with(arguments)
        .with("--master", master)
        .with("--conf", "spark.authenticate=true")
        .with("--conf", "spark.executor.extraJavaOptions=" + QuickStart.LINE)
        .with("--conf", "spark.executor.memory=1g");
  }

  /** Kills the JVM of an executor. Returns false if no executor of this number exists any more. */
  boolean killExecutor(String number) {
    Optional<ProcessHandle> executor =
        daemons.stream()
            .flatMap(Process::descendants)
            .filter(process -> isExecutor(process, number))
            .findFirst();
    return executor.map(ProcessHandle::destroyForcibly).orElse(false);
  }

  private static boolean isExecutor(ProcessHandle process, String number) {
    List<String> words = words(process);
    int name = words.indexOf("--executor-id");
    return name >= 0 && words.get(name + 1).equals(number);
  }

  /** A process's whole command line. {@code ProcessHandle} gives only its first 4 KiB. */
  private static List<String> words(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      return List.of(line.split("\0"));
    } catch (IOException e) {
      // The process has ended while its line was read.
      return List.of();
    }
  }

  /** The logs of the executors. */
  String executorLogs() {
    StringBuilder logs = new StringBuilder();
    for (int i = 0; i < WORKERS; i++) {
      try (Stream<Path> files = Files.walk(folder.resolve("work-" + i))) {
        for (Path file : files.filter(f -> f.endsWith("stderr")).sorted().toList()) {
          logs.append(file).append('\n').append(Files.readString(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    return logs.toString();
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void kill() {
    synchronized (daemons) {
      for (Process daemon : daemons) {
        List<ProcessHandle> all = daemon.descendants().toList();
        daemon.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }
}
