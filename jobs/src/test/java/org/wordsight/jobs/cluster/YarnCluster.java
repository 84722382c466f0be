package org.wordsight.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.wordsight.jobs.QuickStart;

/**
 * A YARN cluster on this machine, made by {@link YarnDaemon}, and a Spark installation that uses
 * it.
 */
final class YarnCluster implements AutoCloseable {
  /**
   * The folder into which the build puts the libraries of YARN's managers and Spark's client of
   * YARN.
   */
  private static final Path LIBRARIES = Path.of("target/yarn").toAbsolutePath();

  private final Path spark;
  private final Path settings;
  private final Daemon daemon;

  private YarnCluster(Path spark, Path settings, Daemon daemon) {
    this.spark = spark;
    this.settings = settings;
    this.daemon = daemon;
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
    Daemon daemon =
        Daemon.start(
            folder,
            List.of(LIBRARIES + "/*", spark.resolve("jars") + "/*"),
            List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dtest.build.data=" + folder.resolve("yarn")),
            YarnDaemon.class,
            YarnDaemon.READY,
            settings.toString());
    return new YarnCluster(spark, settings, daemon);
  }

  /** The launcher with this cluster as its master, and two executors of one core. */
  Command on(Command wordsight) {
    return wordsight
        .where("SPARK_HOME", spark.toString())
        .where("HADOOP_CONF_DIR", settings.toString())
        .where("SPARK_LOCAL_IP", "127.0.0.1")
        .where("WORDSIGHT_HEAP", "1g")
        .where("SPARK_SUBMIT_OPTS", QuickStart.LINE)
        .with("--master", "yarn")
        .with("--conf", "spark.yarn.jars=local:" + spark.resolve("jars") + "/*")
        .with("--conf", "spark.yarn.am.memory=512m")
        .with("--conf", "spark.executor.instances=2")
        .with("--conf", "spark.executor.cores=1")
        .with("--conf", "spark.executor.memory=1g")
        .with("--conf", "spark.executor.extraJavaOptions=" + QuickStart.LINE)
        .with("--conf", "spark.sql.shuffle.partitions=2");
  }

  /** The logs of the containers. */
  String containerLogs() {
    return Command.logs(settings.resolveSibling("yarn"), "stderr");
  }

  @Override
  public void close() {
    daemon.close();
  }
}
