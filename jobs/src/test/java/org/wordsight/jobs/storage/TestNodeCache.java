package org.wordsight.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.storage.Storage;

class TestNodeCache {
  @TempDir Path folder;

  private final Configuration hadoop = new Configuration();
  private final String place = "mem://b" + UUID.randomUUID();
  private Storage store;
  private NodeCache cache;

  @BeforeEach
  void fillStore() throws IOException {
    MemoryObjects.configure(hadoop);
    hadoop.set(NodeCache.FOLDER, folder.resolve("cache").toString());
    store = Storages.open(place, hadoop);
    store.put("models/small/config.json", "{}".getBytes(UTF_8));
    store.put("models/small/deep/weights", new byte[100_000]);
    store.put("models/other/config.json", "{\"other\":1}".getBytes(UTF_8));
    cache = NodeCache.of(hadoop);
  }

  @Test
  void copiesAFolderWithAllThatIsBelowIt() throws IOException {
    Path copy = cache.copyOf(place + "/models/small");

    assertThat(copy.resolve("config.json")).hasContent("{}");
    assertThat(Files.size(copy.resolve("deep/weights"))).isEqualTo(100_000);
    assertThat(copy.resolve("../other")).doesNotExist();
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("cache"))))
        .isEqualTo("rwx------");
  }

  @Test
  void copiesASingleFileUnderItsOwnName() throws IOException {
    Path copy = cache.copyOf(place + "/models/small/config.json");

    assertThat(copy).hasFileName("config.json").hasContent("{}");
  }

  @Test
  void keepsOneCopyForAllWhoAskAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Path> one = () -> NodeCache.of(hadoop).copyOf(place + "/models/small");
      List<Path> copies = new ArrayList<>();
      for (Future<Path> copy : threads.invokeAll(Collections.nCopies(4, one))) {
        copies.add(copy.get());
      }

      assertThat(copies.stream().distinct()).hasSize(1);
      assertThat(folders(copies.get(0).getParent().getParent())).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void copiesAnewWhatWasReplacedInTheStoreAndKeepsWhatOthersRead() throws IOException {
    Path before = cache.copyOf(place + "/models/small");
    store.put("models/small/config.json", "{\"new\":true}".getBytes(UTF_8));

    Path after = cache.copyOf(place + "/models/small");

    assertThat(after.resolve("config.json")).hasContent("{\"new\":true}");
    assertThat(before.resolve("config.json")).hasContent("{}");
  }

  @Test
  void copiesAnewWhatIsNoLongerWholeOnTheDisk() throws IOException {
    Path copy = cache.copyOf(place + "/models/small");
    Files.write(copy.resolve("deep/weights"), new byte[7]);

    assertThat(Files.size(cache.copyOf(place + "/models/small").resolve("deep/weights")))
        .isEqualTo(100_000);

    Files.delete(copy.resolve("config.json"));
    assertThat(cache.copyOf(place + "/models/small").resolve("config.json")).hasContent("{}");
  }

  @Test
  void saysThatThereIsNothing() {
    assertThatThrownBy(() -> cache.copyOf(place + "/models/none"))
        .isInstanceOf(FileNotFoundException.class);
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).toList();
    }
  }
}
