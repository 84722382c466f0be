package org.wordsight.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.storage.Storage;

/** S3A against an S3 server. */
class TestS3Storage extends StorageContract {
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

  @Override
  Storage storage() throws IOException {
    org.apache.hadoop.fs.Path root =
        new org.apache.hadoop.fs.Path("s3a://bucket/wordsight " + UUID.randomUUID());
    return new ObjectStorage(root.getFileSystem(server.hadoop()), root, Duration.ofSeconds(1));
  }
}
