package org.wordsight.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.storage.Storage;

class TestHdfsStorage extends StorageContract {
  @TempDir static Path folder;

  private static HdfsServer server;

  @BeforeAll
  static void startServer() throws IOException {
    server = HdfsServer.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  Storage storage() throws IOException {
    return Storages.open(server.uri() + "/wordsight " + UUID.randomUUID(), server.hadoop());
  }
}
