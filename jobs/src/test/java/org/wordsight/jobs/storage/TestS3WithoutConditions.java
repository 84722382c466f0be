package org.wordsight.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S3A against an S3 server, without conditions. */
class TestS3WithoutConditions extends StorageContract {
  @TempDir static Path folder;

  private static S3Server server;

  @BeforeAll
  static void startServer() {
    server = S3Server.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void seesThatNoConditionHolds() throws IOException {
    assertThat(storage().knowsConditions()).isFalse();
  }

  @Override
  boolean isEveryPutInTime() {
    return false;
  }

  @Override
  ObjectStorage storage() throws IOException {
    org.apache.hadoop.fs.Path root =
        new org.apache.hadoop.fs.Path("s3a://plain/wordsight " + UUID.randomUUID());
    return new ObjectStorage(
        root.getFileSystem(server.hadoopWithoutConditions()), root, Duration.ofSeconds(1));
  }
}
