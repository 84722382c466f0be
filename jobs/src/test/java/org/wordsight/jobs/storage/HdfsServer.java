package org.wordsight.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** Hadoop's mini cluster: a name node and a data node in this JVM. */
public final class HdfsServer implements AutoCloseable {
  private static final String COMPLETION = "dfs.client.block.write.locateFollowingBlock.";

  private final MiniDFSCluster cluster;

  private HdfsServer(MiniDFSCluster cluster) {
    this.cluster = cluster;
  }

  /** Starts an empty cluster that keeps its files in a folder. */
  public static HdfsServer start(Path folder) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("disks").toString());
    settings().forEach(hadoop::set);
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
    cluster.waitActive();
    return new HdfsServer(cluster);
  }

  /**
   * A client's settings. When a file is closed, the data node's report is often a few milliseconds
   * late. The client then asks again, by default after 400 ms.
   */
  public static Map<String, String> settings() {
    return Map.of(COMPLETION + "initial.delay.ms", "10", COMPLETION + "retries", "12");
  }

  public String uri() {
    return cluster.getURI().toString();
  }

  public Configuration hadoop() {
    return cluster.getConfiguration(0);
  }

  @Override
  public void close() {
    cluster.shutdown();
  }
}
