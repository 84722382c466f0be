package org.wordsight.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.wordsight.jobs.QuickStart;

/**
 * A Kubernetes cluster on this machine, made by {@link KubernetesDaemon}, and a Spark installation
 * that uses it.
 */
final class KubernetesCluster implements AutoCloseable {
  /** The folder into which the build puts Spark's client of Kubernetes and a server of its API. */
  private static final Path LIBRARIES = Path.of("target/kubernetes").toAbsolutePath();

  private final Path spark;
  private final Path folder;
  private final Daemon daemon;

  private KubernetesCluster(Path spark, Path folder, Daemon daemon) {
    this.spark = spark;
    this.folder = folder;
    this.daemon = daemon;
  }

  /**
   * Starts a cluster and waits until it is ready.
   *
   * @param folder for the cluster's files
   */
  static KubernetesCluster start(Path folder) throws IOException {
    Path spark = SparkHome.make(folder.resolve("spark"));
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      for (Path jar : jars.toList()) {
        Files.createSymbolicLink(spark.resolve("jars").resolve(jar.getFileName()), jar);
      }
    }
    Path pods = folder.resolve("pods");
    Daemon daemon =
        Daemon.start(
            folder,
            List.of(spark.resolve("jars") + "/*"),
            List.of(),
            KubernetesDaemon.class,
            KubernetesDaemon.READY,
            spark.toString(),
            pods.toString());
    return new KubernetesCluster(spark, pods, daemon);
  }

  /** The launcher with this cluster as its master: the driver, and two executors of one core. */
  Command on(Command wordsight) {
    String url = daemon.ready();
    return wordsight
        .where("SPARK_HOME", spark.toString())
        .where("SPARK_LOCAL_IP", "127.0.0.1")
        .where("WORDSIGHT_HEAP", "1g")
        .where("SPARK_SUBMIT_OPTS", QuickStart.LINE)
        .with("--master", "k8s://" + url, "--deploy-mode", "cluster")
        .with("--conf", "spark.kubernetes.driver.master=" + url)
        .with("--conf", "spark.kubernetes.namespace=default")
        .with("--conf", "spark.kubernetes.container.image=none")
        .with("--conf", "spark.kubernetes.file.upload.path=" + folder.resolveSibling("jars"))
        .with("--conf", "spark.executor.instances=2")
        .with("--conf", "spark.executor.cores=1")
        .with("--conf", "spark.executor.memory=1g")
        .with("--conf", "spark.executor.extraJavaOptions=" + QuickStart.LINE)
        .with("--conf", "spark.sql.shuffle.partitions=2");
  }

  /** The logs of the cluster and of the containers. */
  String logs() {
    return daemon.log() + Command.logs(folder, "err");
  }

  @Override
  public void close() {
    daemon.close();
  }
}
