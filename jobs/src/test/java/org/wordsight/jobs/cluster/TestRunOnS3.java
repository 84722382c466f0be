package org.wordsight.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.cluster.Command.Outcome;
import org.wordsight.jobs.storage.S3Server;

/** The whole pipeline with everything on S3. */
@Tag("cluster")
class TestRunOnS3 {
  @TempDir Path folder;

  @Test
  void readsAndWritesItAndGoesOnFromIt() throws Exception {
    try (S3Server server = S3Server.start(folder)) {
      Map<String, String> settings = new HashMap<>();
      server.configure(settings::put);
      StoreRun run = new StoreRun("s3a://bucket", server.hadoop(), settings, folder);
      run.putInputs();
      run.run();
      run.runAgain();

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
