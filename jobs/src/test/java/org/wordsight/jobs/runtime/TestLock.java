package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;

class TestLock {
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
    assertThat(Lock.holder(warehouse)).isEmpty();
    take().close();
    assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void namesAnOwnerThatIsAtWorkAndTakesOverFromItOnceItIsDead() throws Exception {
    Process owner =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      BufferedReader output = owner.inputReader(StandardCharsets.UTF_8);
      assertThat(output.readLine()).isEqualTo("locked");

      assertThatThrownBy(this::take)
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageContaining("another run holds the lock of warehouse " + folder)
          .hasMessageContaining("process " + owner.pid() + " started ")
          .hasMessageContaining(" s ago")
          .hasMessageContaining("Wait for it, or end it.");
      assertThat(Lock.isHeld(warehouse)).isTrue();
    } finally {
      owner.destroyForcibly().waitFor();
    }

    assertThat(Lock.isHeld(warehouse)).isFalse();
    try (Lock lock = take()) {
      assertThat(lock).isNotNull();
      assertThat(written.toString(StandardCharsets.UTF_8))
          .contains("Taking over the lock of a dead process")
          .contains("process " + owner.pid());
    }
  }

  @Test
  void takesOverFromAnEarlierProcessOfTheSameNumber() throws IOException {
    writeOwner(java.net.InetAddress.getLocalHost().getHostName(), ProcessHandle.current().pid());

    take().close();

    assertThat(written.toString(StandardCharsets.UTF_8)).contains("Taking over the lock");
  }

  @Test
  void leavesTheLockOfAnotherHostAndSaysWhichFileToDelete() throws IOException {
    writeOwner("elsewhere", 1);

    assertThatThrownBy(this::take)
        .hasMessageContaining("host elsewhere, process 1 started 2001-01-01T00:00:00Z")
        .hasMessageContaining("delete " + folder.resolve("_wordsight/lock"));
  }

  @Test
  void isTakenByOneOfManyThatComeAtOnce() throws Exception {
    Path file = folder.resolve("_wordsight/lock");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toString());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 50; round++) {
        Callable<Boolean> one = () -> warehouse.files().writeNew(path, new byte[] {1});
        int winners = 0;
        for (Future<Boolean> won : threads.invokeAll(Collections.nCopies(8, one))) {
          winners += won.get() ? 1 : 0;
        }
        assertThat(winners).isOne();
        Files.delete(file);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void writeOwner(String host, long process) throws IOException {
    Files.writeString(
        folder.resolve("_wordsight/lock"),
        """
        {"host":"%s","process":%d,"started":"2001-01-01T00:00:00Z","taken":"2001-01-01T00:00:00Z"}
        """
            .formatted(host, process));
  }

  private Lock take() {
    return Lock.take(warehouse, LocalSpark.recording(written));
  }
}
