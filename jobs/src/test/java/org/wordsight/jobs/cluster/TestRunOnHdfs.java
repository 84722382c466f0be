package org.wordsight.jobs.cluster;

import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline with everything on HDFS. */
@Tag("cluster")
class TestRunOnHdfs {
  @TempDir Path folder;

  @Test
  void readsAndWritesIt() throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("disks").toString());
    try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build()) {
      cluster.waitActive();
      StoreRun run =
          new StoreRun(
              cluster.getURI() + "/wordsight", cluster.getConfiguration(0), Map.of(), folder);
      run.putInputs();
      run.run();
    }
  }
}
