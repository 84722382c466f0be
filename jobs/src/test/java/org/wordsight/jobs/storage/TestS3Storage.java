package org.wordsight.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.storage.Storage;

/** S3A against an S3 server that knows conditions. */
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

  @Test
  void copiesToTheNodeAndChecksWhatCame() throws IOException {
    Configuration hadoop = server.hadoop();
    hadoop.set(NodeCache.FOLDER, folder.resolve("cache").toString());
    String place = "s3a://bucket/model " + UUID.randomUUID();
    Storage store = Storages.open(place, hadoop);
    store.put("config.json", new byte[] {'{', '}'});
    store.put("weights/1", new byte[200_000]);

    Path copy = NodeCache.of(hadoop).copyOf(place);

    assertThat(copy.resolve("config.json")).hasContent("{}");
    assertThat(copy.resolve("weights/1")).hasSize(200_000);
  }

  @Test
  void seesThatTheServerKnowsConditions() throws IOException {
    ObjectStorage storage = storage();

    assertThat(storage.knowsConditions()).isTrue();
    assertThat(storage.list("")).isEmpty();
  }

  /** A client whose look is older than another's put. */
  @Test
  void isRefusedWhereAnotherHasPutTheFileSinceItLooked() throws IOException {
    ObjectStorage storage = storage();
    assertThat(storage.putOnce("00000001.once", new byte[] {1})).isTrue();

    Instant begin = Instant.now();
    assertThat(storage.putOnce("00000001.once", new byte[] {2})).isFalse();
    assertThat(Duration.between(begin, Instant.now()))
        .as("S3A repeats no put that was refused")
        .isLessThan(Duration.ofSeconds(20));
    assertThat(storage.read("00000001.once")).hasValue(new byte[] {1});
  }

  @Override
  ObjectStorage storage() throws IOException {
    org.apache.hadoop.fs.Path root =
        new org.apache.hadoop.fs.Path("s3a://bucket/wordsight " + UUID.randomUUID());
    // Without conditions, each file that must be new would take this long.
    return new ObjectStorage(root.getFileSystem(server.hadoop()), root, Duration.ofMinutes(10));
  }
}
