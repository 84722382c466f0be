package org.wordsight.jobs.cluster;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * The program of a process that is a YARN cluster: a resource manager and two node managers. It is
 * a process of its own, since the managers use other libraries than the tests.
 */
final class YarnDaemon {
  static final String READY = "YARN is ready";

  private static final String NODE_MEBIBYTES = "4096";
  private static final String NODE_CORES = "2";

  private YarnDaemon() {}

  /**
   * Starts the cluster and writes how clients reach it.
   *
   * @param arguments the folder for the file {@code yarn-site.xml}
   */
  public static void main(String[] arguments) throws Exception {
    YarnConfiguration settings = new YarnConfiguration();
    settings.set("yarn.resourcemanager.hostname", "127.0.0.1");
    settings.set("yarn.scheduler.capacity.root.queues", "default");
    settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
    settings.set("yarn.scheduler.minimum-allocation-mb", "128");
    settings.set("yarn.scheduler.maximum-allocation-mb", NODE_MEBIBYTES);
    settings.set("yarn.nodemanager.resource.memory-mb", NODE_MEBIBYTES);
    settings.set("yarn.nodemanager.resource.cpu-vcores", NODE_CORES);
    // Address space is no measure of memory: a JVM and libtorch reserve many times what they use.
    settings.set("yarn.nodemanager.vmem-check-enabled", "false");
    settings.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");

    MiniYARNCluster cluster = new MiniYARNCluster("wordsight", 2, 1, 1);
    cluster.init(settings);
    cluster.start();
    try (OutputStream file = Files.newOutputStream(Path.of(arguments[0], "yarn-site.xml"))) {
      cluster.getConfig().writeXml(file);
    }

    System.out.println(READY);
  }
}
