package org.wordsight.jobs.cluster;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.storage.HdfsServer;

/** The whole pipeline with everything on HDFS. */
@Tag("cluster")
class TestRunOnHdfs {
  @TempDir Path folder;

  @Test
  void readsAndWritesIt() throws Exception {
    try (HdfsServer server = HdfsServer.start(folder)) {
      StoreRun run =
          new StoreRun(server.uri() + "/wordsight", server.hadoop(), HdfsServer.settings(), folder);
      run.putInputs();
      run.run();
    }
  }
}
