package org.wordsight.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** YARN on this machine, as {@link YarnDaemon} makes it, and a Spark installation that uses it. */
final class YarnCluster implements AutoCloseable {
  /** Libraries of YARN's managers, and Spark's client of YARN. The build puts them there. */
  private static final Path LIBRARIES = Path.of("target/yarn").toAbsolutePath();

  private static final long LONGEST_START_SECONDS = 180;

  private final Path spark;
  private final Path settings;
  private final Process process;

  private YarnCluster(Path spark, Path settings, Process process) {
    this.spark = spark;
    this.settings = settings;
    this.process = process;
  }

  /**
   * Starts a cluster and waits until it is ready.
   *
   * @param folder for the cluster's files
   * @param fileSystem the URI of the file system that the cluster takes its files from
   */
  static YarnCluster start(Path folder, String fileSystem) throws IOException {
    Path spark = SparkHome.make(folder.resolve("spark"));
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      Path client =
          jars.filter(jar -> jar.getFileName().toString().startsWith("spark-yarn"))
              .findAny()
              .orElseThrow();
      Files.createSymbolicLink(spark.resolve("jars").resolve(client.getFileName()), client);
    }

    Path settings = Files.createDirectories(folder.resolve("hadoop"));
    Files.writeString(
        settings.resolve("core-site.xml"),
        """
        <configuration>
          <property><name>fs.defaultFS</name><value>%s</value></property>
        </configuration>
        """
            .formatted(fileSystem));
    Path guard = SparkHome.script("while-parent-lives.sh", folder.resolve("while-parent-lives"));
    ProcessBuilder builder =
        new ProcessBuilder(
                guard.toString(),
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dtest.build.data=" + folder.resolve("yarn"),
                "-cp",
                String.join(
                    ":",
                    Path.of("target/test-classes").toAbsolutePath().toString(),
                    LIBRARIES + "/*",
                    spark.resolve("jars") + "/*"),
                YarnDaemon.class.getName(),
                settings.toString())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    YarnCluster cluster = new YarnCluster(spark, settings, process);
    boolean ready = false;
    try {
      cluster.awaitReady();
      ready = true;
      return cluster;
    } finally {
      if (!ready) {
        cluster.close();
      }
    }
  }

  /** Reading a process cannot be interrupted, so another thread does it. */
  private void awaitReady() {
    StringBuffer log = new StringBuffer();
    CountDownLatch readyOrEnded = new CountDownLatch(1);
    AtomicBoolean ready = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              try (Stream<String> lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
                lines.forEach(
                    line -> {
                      if (line.equals(YarnDaemon.READY)) {
                        ready.set(true);
                        readyOrEnded.countDown();
                      } else if (!ready.get()) {
                        log.append(line).append('\n');
                      }
                    });
              } finally {
                readyOrEnded.countDown();
              }
            },
            "log-of-yarn");
    reader.setDaemon(true);
    reader.start();
    try {
      boolean inTime = readyOrEnded.await(LONGEST_START_SECONDS, TimeUnit.SECONDS);
      if (!ready.get()) {
        throw new IllegalStateException(
            inTime
                ? "YARN ended:\n" + log
                : "YARN is not ready after " + LONGEST_START_SECONDS + " s:\n" + log);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("The wait for YARN was interrupted:\n" + log, e);
    }
  }

  /** The launcher with this cluster as its master, and two executors of one core. */
  Command on(Command wordsight) {
    return wordsight
        .where("SPARK_HOME", spark.toString())
        .where("HADOOP_CONF_DIR", settings.toString())
        .where("SPARK_LOCAL_IP", "127.0.0.1")
        .where("WORDSIGHT_HEAP", "1g")
        .with("--master", "yarn")
        .with("--conf", "spark.yarn.jars=local:" + spark.resolve("jars") + "/*")
        .with("--conf", "spark.yarn.am.memory=512m")
        .with("--conf", "spark.executor.instances=2")
        .with("--conf", "spark.executor.cores=1")
        .with("--conf", "spark.executor.memory=1g")
        .with("--conf", "spark.executor.extraJavaOptions=" + Command.QUICK_START)
        .with("--conf", "spark.sql.shuffle.partitions=2");
  }

  /** What the containers have logged. */
  String containerLogs() {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> files = Files.walk(settings.resolveSibling("yarn"))) {
      for (Path file : files.filter(f -> f.endsWith("stderr")).sorted().toList()) {
        logs.append(file).append('\n').append(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }

    return logs.toString();
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
