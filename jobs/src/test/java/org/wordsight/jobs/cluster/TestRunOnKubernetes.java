package org.wordsight.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.cluster.Command.Outcome;
import org.wordsight.jobs.storage.S3Server;

/**
 * The whole pipeline with everything on S3. Kubernetes starts the driver, and two executors that
 * train together. Then this machine continues the run.
 */
@Tag("cluster")
class TestRunOnKubernetes {
  @TempDir Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void runsInPodsAndReadsAndWritesS3() throws Exception {
    try (S3Server server = S3Server.start(folder);
        KubernetesCluster kubernetes = KubernetesCluster.start(folder)) {
      Map<String, String> settings = new HashMap<>();
      server.configure(settings::put);
      StoreRun run = new StoreRun("s3a://bucket", server.hadoop(), settings, folder);
      run.putInputs();
      run.on(command -> kubernetes.on(command).with("--workers", "2"), kubernetes::logs).run();
      assertThat(kubernetes.logs())
          .as("the driver's pod runs once")
          .containsOnlyOnce("Run " + StoreRun.ID + " in warehouse");

      run.here().runAgain();
      Outcome query =
          run.wordsight(
              "sql", "--format", "csv", "SELECT count(*) AS n, min(path) AS p FROM adapters");
      assertThat(query.out())
          .as(query.all())
          .contains("1," + run.adapterFolder("student-teacher-20"));

      Path out = folder.resolve("out");
      run.wordsight("export", "--adapter", "student-teacher-20", "--out", out.toString());
      assertThat(out.resolve("adapter_model.safetensors")).isNotEmptyFile();
    }
  }
}
