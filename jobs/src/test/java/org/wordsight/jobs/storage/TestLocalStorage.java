package org.wordsight.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;

class TestLocalStorage extends StorageContract {
  @TempDir Path folder;

  @Override
  Storage storage() throws Exception {
    return Storages.open(folder.resolve("ware house:[1]*?{a}%20").toString(), new Configuration());
  }

  @Test
  void leavesNothingButItsFilesInAPlainFolder() throws Exception {
    LocalStorage.ofPlainFolder(folder.resolve("report")).put("report.html", new byte[] {1});

    try (Stream<Path> files = Files.list(folder.resolve("report"))) {
      assertThat(files).extracting(f -> f.getFileName().toString()).containsExactly("report.html");
    }
  }
}
