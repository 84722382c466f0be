package org.wordsight.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.storage.SlowPutException;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/** What every store promises. */
abstract class StorageContract {
  @TempDir Path local;

  /** An empty store. */
  abstract Storage storage() throws Exception;

  /**
   * Whether no put is too slow to win. Where the store knows no conditions, a busy machine may be.
   */
  boolean isEveryPutInTime() {
    return true;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(Storage storage, String name) throws IOException {
    return new String(storage.read(name).orElseThrow(), UTF_8);
  }

  @Test
  void givesBackWhatWasPutAndReplacesIt() throws Exception {
    Storage storage = storage();
    storage.put("a/b c/d=e/1", bytes("one"));
    assertThat(text(storage, "a/b c/d=e/1")).isEqualTo("one");

    storage.put("a/b c/d=e/1", bytes("two, longer"));
    assertThat(text(storage, "a/b c/d=e/1")).isEqualTo("two, longer");

    storage.put("empty", new byte[0]);
    assertThat(storage.read("empty")).hasValueSatisfying(b -> assertThat(b).isEmpty());
  }

  @Test
  void putsLocalFilesAndCopies() throws Exception {
    Storage storage = storage();
    Path file = Files.write(local.resolve("large"), new byte[3_000_000]);
    storage.put("x/large", file);
    storage.copy("x/large", "y/copy");
    storage.put("x/large", bytes("another"));

    assertThat(storage.find("y/copy")).map(StoredFile::bytes).hasValue(3_000_000L);
    storage.copy("x/large", "y/copy");
    storage.copy("x/large", "y/copy");
    assertThat(text(storage, "y/copy")).isEqualTo("another");
    assertThat(storage.list(Storage.UNFINISHED)).isEmpty();
  }

  @Test
  void leavesWhatWasThereWhereAFileCannotBeReadToItsEnd() throws Exception {
    Storage storage = storage();
    storage.put("a", bytes("before"));

    assertThatThrownBy(() -> storage.put("a", local.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> storage.copy("missing", "a"))
        .isInstanceOf(FileNotFoundException.class);

    assertThat(text(storage, "a")).isEqualTo("before");
    assertThat(storage.list("")).extracting(StoredFile::name).containsExactly("a");
  }

  @Test
  void listsWhatStandsBelowAFolderByName() throws Exception {
    Storage storage = storage();
    assertThat(storage.list("nothing")).isEmpty();
    assertThat(storage.folders("nothing")).isEmpty();
    for (String name : List.of("t/b/2", "t/a", "t/b/1", "t/c/d/3", "tt/4")) {
      storage.put(name, bytes(name));
    }

    assertThat(storage.list("t"))
        .extracting(StoredFile::name)
        .containsExactly("t/a", "t/b/1", "t/b/2", "t/c/d/3");
    assertThat(storage.list("t")).extracting(StoredFile::bytes).containsExactly(3L, 5L, 5L, 7L);
    assertThat(storage.folders("t")).containsExactly("b", "c");
    assertThat(storage.find("t/b")).isEmpty();
  }

  @Test
  void deletesFilesAndFoldersAlsoWhereThereAreNone() throws Exception {
    Storage storage = storage();
    for (String name : List.of("t/a", "t/b/1", "t/b/2", "u")) {
      storage.put(name, bytes(name));
    }

    storage.delete("t/b/1");
    storage.delete("t/b/1");
    assertThat(storage.list("t")).extracting(StoredFile::name).containsExactly("t/a", "t/b/2");
    storage.deleteFolder("t");
    storage.deleteFolder("t");

    assertThat(storage.list("")).extracting(StoredFile::name).containsExactly("u");
    assertThat(storage.read("t/a")).isEmpty();
    assertThatThrownBy(() -> storage.open("t/a")).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void putsAFileOnlyWhereThereIsNone() throws Exception {
    Storage storage = storage();
    assertThat(storage.putIfAbsent("s/00000001.once", bytes("first"))).isTrue();
    assertThat(storage.putIfAbsent("s/00000001.once", bytes("second"))).isFalse();

    assertThat(text(storage, "s/00000001.once")).isEqualTo("first");
  }

  @Test
  void letsOneOfManyWinWhoPutAtOnce() throws Exception {
    Storage storage = storage();
    for (int round = 0; round < 5; round++) {
      int winners = letsOneOfManyWin(storage, "s/%08d.once".formatted(round));
      if (isEveryPutInTime()) {
        assertThat(winners).isEqualTo(1);
      }
    }
  }

  /** Gives how many won: one, or none where all were too slow. */
  static int letsOneOfManyWin(Storage storage, String name) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Callable<String>> callers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String id = UUID.randomUUID().toString();
        callers.add(() -> wins(storage, name, bytes(id)) ? id : "");
      }

      List<String> winners = new ArrayList<>();
      for (Future<String> caller : threads.invokeAll(callers)) {
        if (!caller.get().isEmpty()) {
          winners.add(caller.get());
        }
      }

      assertThat(winners).hasSizeLessThanOrEqualTo(1);
      return winners.size();
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean wins(Storage storage, String name, byte[] content) throws IOException {
    try {
      return storage.putIfAbsent(name, content);
    } catch (SlowPutException e) {
      return false;
    }
  }

  @Test
  void tellsTimesByOneClock() throws Exception {
    Storage storage = storage();
    storage.put("a", bytes("a"));
    Instant modified = storage.find("a").orElseThrow().modified();
    Instant now = storage.now();

    assertThat(Duration.between(modified, now)).isBetween(Duration.ZERO, Duration.ofSeconds(20));
    assertThat(storage.list(Storage.UNFINISHED)).isEmpty();
  }
}
