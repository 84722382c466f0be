package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.storage.MemoryObjects;
import org.wordsight.jobs.storage.Storages;

class TestLease {
  @TempDir Path folder;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private Warehouse warehouse;

  @BeforeEach
  void makeWarehouse() {
    warehouse = Warehouse.at(folder.toString(), new Configuration());
    warehouse.prepareForWriting();
  }

  @Test
  void isFreeAgainAfterItIsClosed() {
    take().close();
    assertThat(Lease.holder(warehouse)).isEmpty();
    take().close();
    assertThat(said()).isEmpty();
  }

  @Test
  void namesALivingOwnerAndIsTakenOverFromADeadOne() throws Exception {
    Process owner =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                LeaseHolder.class.getName(),
                folder.toString(),
                "3600")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      BufferedReader output = owner.inputReader(StandardCharsets.UTF_8);
      assertThat(output.readLine()).isEqualTo("taken");

      assertThatThrownBy(this::take)
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageContaining("another run (a) holds the lock of warehouse " + folder)
          .hasMessageContaining("process " + owner.pid() + " started ")
          .hasMessageContaining("Wait for it, or end it");
      assertThat(Lease.holder(warehouse)).isPresent();
    } finally {
      owner.destroyForcibly().waitFor();
    }

    assertThat(Lease.holder(warehouse)).isEmpty();
    try (Lease lease = take()) {
      assertThat(lease.number()).isEqualTo(2);
      assertThat(said())
          .contains("Taking over the lock of a dead process")
          .contains("process " + owner.pid())
          .contains("this host knows that it is gone");
    }
  }

  @Test
  void saysThatTheStoreIsTooSlowToTellWhoHasTheLock() {
    Configuration hadoop = new Configuration();
    MemoryObjects.configure(hadoop);
    hadoop.set(Storages.SETTLE_MILLIS, "0");
    String place = "mem://b" + UUID.randomUUID() + "/warehouse";

    assertThatThrownBy(
            () -> Lease.take(Warehouse.at(place, hadoop), "a", LocalSpark.recording(written)))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageMatching(
            "Cannot take the lock of warehouse "
                + place
                + ": another run may have taken it at the same time, since it took \\d+ ms to put "
                + place
                + "/_wordsight/lease/00000001.once, and only 0 ms are allowed. Make the store"
                + " faster, or allow more by --conf spark.hadoop.wordsight.settle.millis=\\d+. Then"
                + " start again.");
  }

  @Test
  void lastsForItsSecondsAfterTheProcessOfAnotherHostHasEnded() throws IOException {
    Path file = writeHolder("elsewhere", 60);
    setAgeSeconds(file, 50);

    assertThatThrownBy(this::take)
        .hasMessageContaining("host elsewhere, process 1 started 2001-01-01T00:00:00Z")
        .hasMessageContaining("without a further sign of life its lock ends by itself in 1")
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED));

    setAgeSeconds(file, 65);
    take().close();
    assertThat(said()).contains("its last sign of life was 1 min ");
  }

  @Test
  void lastsAsLongAsItsHolderGivesSignsOfLife() throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.set(Lease.SECONDS, "3");
    Warehouse shortLived = Warehouse.at(folder.toString(), hadoop);
    try (Lease lease = Lease.take(shortLived, "a", LocalSpark.recording(written))) {
      Path beat = folder.resolve("_wordsight/lease/00000001.beat");
      Instant begin = Instant.now();
      while (!Files.exists(beat)
          || Files.getLastModifiedTime(beat).toInstant().isBefore(begin.plusSeconds(4))) {
        Thread.onSpinWait();
      }

      lease.requireHeld();
      assertThatThrownBy(this::take).hasMessageContaining("holds the lock");
    }
  }

  @Test
  void isLostWhenAnotherProcessTakesItOver() throws IOException {
    try (Lease lease = take()) {
      Path ours = folder.resolve("_wordsight/lease/00000001.once");
      Files.writeString(
          ours, Files.readString(ours).replaceAll("\"host\":\"[^\"]*\"", "\"host\":\"x\""));
      setAgeSeconds(ours, 3600);

      try (Lease other = take()) {
        assertThatThrownBy(lease::requireHeld)
            .hasMessageContaining("another run has taken it over")
            .isInstanceOfSatisfying(
                WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED));
        lease.close();
        other.requireHeld();
      }
    }
  }

  @Test
  void isTakenByOneOfManyThatComeAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 30; round++) {
        Callable<List<Lease>> one =
            () -> {
              try {
                return List.of(take());
              } catch (WordsightException e) {
                assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED);
                return List.of();
              }
            };
        List<Lease> taken = new ArrayList<>();
        for (Future<List<Lease>> lease : threads.invokeAll(Collections.nCopies(8, one))) {
          taken.addAll(lease.get());
        }
        assertThat(taken).hasSize(1);
        taken.get(0).close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "",
        "[1]",
        "{\"version\":2,\"owner\":null}",
        "{\"version\":2,\"owner\":{},\"leaseSeconds\":60,\"run\":\"a\"}",
        "{\"owner\":{\"process\":1,\"started\":\"s\",\"machine\":\"m\"},\"leaseSeconds\":60,\"run\":\"a\"}",
        "{\"owner\":{\"host\":\"h\",\"started\":\"s\",\"machine\":\"m\"},\"leaseSeconds\":60,\"run\":\"a\"}",
        "{\"owner\":{\"host\":\"h\",\"process\":1,\"machine\":\"m\"},\"leaseSeconds\":60,\"run\":\"a\"}",
        "{\"owner\":{\"host\":\"h\",\"process\":1,\"started\":\"s\"},\"leaseSeconds\":60,\"run\":\"a\"}",
        "{\"owner\":{\"host\":\"h\",\"process\":1,\"started\":\"s\",\"machine\":\"m\"},\"run\":\"a\"}",
        "{\"owner\":{\"host\":\"h\",\"process\":1,\"started\":\"s\",\"machine\":\"m\"},\"leaseSeconds\":60}"
      })
  void saysWhichFileToDeleteWhereItSaysNothing(String content) throws IOException {
    Path file = folder.resolve("_wordsight/lease/00000004.once");
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);

    assertThatThrownBy(this::take)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageStartingWith("Cannot read lock ")
        .hasMessageContaining("00000004.once")
        .hasMessageEndingWith("If no run is at work, delete the file.");
  }

  @Test
  void refusesALeaseOfALaterVersion() throws IOException {
    Path file = writeHolder("elsewhere", 60);
    Files.writeString(file, Files.readString(file).replace("\"version\":2", "\"version\":3"));

    assertThatThrownBy(this::take).hasMessageContaining("its format is version 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"host\":\"elsewhere\",\"process\":1,\"started\":\"2001-01-01T00:00:00Z\",\"taken\":\"x\"}"
      })
  void leavesTheLockOfTheFirstVersionAndSaysWhichFileToDelete(String content) throws IOException {
    Files.writeString(folder.resolve("_wordsight/lock"), content);

    assertThatThrownBy(this::take)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
        .hasMessageContaining("a run of Wordsight 0.1.0 holds the lock")
        .hasMessageContaining("_wordsight/lock");
  }

  @Test
  void leavesTheLockOfTheFirstVersionThatNamesNoProcessOfThisHost() throws IOException {
    Files.writeString(
        folder.resolve("_wordsight/lock"),
        "{\"host\":\"%s\",\"started\":\"2001-01-01T00:00:00Z\"}".formatted(Owner.hostName()));

    assertThatThrownBy(this::take).hasMessageContaining("a run of Wordsight 0.1.0 holds the lock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "0", "-1", "1.5", "", "86401", "9223372036854775808"})
  void isRefusedALengthThatIsNone(String seconds) {
    Configuration hadoop = new Configuration();
    hadoop.set(Lease.SECONDS, seconds);

    assertThatThrownBy(() -> Warehouse.at(folder.toString(), hadoop))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot use --conf spark.hadoop.wordsight.lease.seconds: it is %s, expected a whole number of 1 to 86400. Correct it."
                .formatted(seconds));
  }

  @Test
  void takesOverTheLockOfTheFirstVersionFromADeadProcessOfThisHost() throws IOException {
    Files.writeString(
        folder.resolve("_wordsight/lock"),
        "{\"host\":\"%s\",\"process\":%d,\"started\":\"2001-01-01T00:00:00Z\"}"
            .formatted(Owner.hostName(), ProcessHandle.current().pid()));

    take().close();

    assertThat(said()).contains("Taking over the lock of a dead process");
    assertThat(folder.resolve("_wordsight/lock")).doesNotExist();
  }

  private Path writeHolder(String host, long seconds) throws IOException {
    Path file = folder.resolve("_wordsight/lease/00000007.once");
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file,
        """
        {"version":2,"owner":{"host":"%s","process":1,"started":"2001-01-01T00:00:00Z","machine":"m"},"leaseSeconds":%d,"run":"a","id":"x"}
        """
            .formatted(host, seconds));
  }

  private static void setAgeSeconds(Path file, long seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private String said() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private Lease take() {
    return Lease.take(warehouse, "a", LocalSpark.recording(written));
  }
}
