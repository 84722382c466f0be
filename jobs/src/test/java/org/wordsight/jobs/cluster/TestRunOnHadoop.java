package org.wordsight.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.storage.HdfsServer;

/**
 * The whole pipeline with everything on HDFS. YARN starts the driver, and two executors that train
 * together.
 */
@Tag("cluster")
class TestRunOnHadoop {
  @TempDir Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void runsOnYarnAndReadsAndWritesHdfs() throws Exception {
    try (HdfsServer hdfs = HdfsServer.start(folder);
        YarnCluster yarn = YarnCluster.start(folder, hdfs.uri())) {
      StoreRun run =
          new StoreRun(hdfs.uri() + "/wordsight", hdfs.hadoop(), HdfsServer.settings(), folder)
              .on(
                  command ->
                      yarn.on(command).with("--deploy-mode", "cluster").with("--workers", "2"),
                  yarn::containerLogs);
      run.putInputs();
      run.run();
      assertThat(yarn.containerLogs())
          .as("YARN starts the driver once, and sees that it ended well")
          .containsOnlyOnce("Run " + StoreRun.ID + " in warehouse");
    }
  }
}
