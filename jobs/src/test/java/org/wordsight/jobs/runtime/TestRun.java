package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;

class TestRun {
  @TempDir Path folder;

  @Test
  void countsTheTimeOfEveryAttempt() {
    try (Run run = LocalSpark.run(folder, "a")) {
      run.stage("train", "", () -> {});
      double first = run.state().stage("train").orElseThrow().seconds();
      run.stage("train", "with control", () -> {});

      assertThat(run.state().stage("train").orElseThrow())
          .satisfies(stage -> assertThat(stage.seconds()).isGreaterThan(first))
          .satisfies(stage -> assertThat(stage.key()).isEqualTo("with control"));
    }
  }

  @Test
  void doesNotCallAStageDoneThatFailed() {
    try (Run run = LocalSpark.run(folder, "a")) {
      assertThatThrownBy(() -> run.stage("curate", "", TestRun::fail)).hasMessage("boom");

      assertThat(run.state().stage("curate").orElseThrow().finished()).isFalse();
    }
  }

  @Test
  void saysThatItsRowCannotBePut() throws IOException {
    Files.createDirectories(folder.resolve("warehouse"));
    Files.writeString(folder.resolve("warehouse/runs"), "in the way");

    assertThatThrownBy(() -> LocalSpark.run(folder, "a"))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot write warehouse");
    Warehouse warehouse = Warehouse.at(folder.resolve("warehouse").toString(), new Configuration());
    assertThat(warehouse.runs()).extracting(RunState::id).containsExactly("a");
    assertThat(Lease.holder(warehouse)).isEmpty();
  }

  @Test
  void reportsWhyAStageFailedEvenIfItsStatusCannotBePut() {
    try (Run run = LocalSpark.run(folder, "a")) {
      Runnable body =
          () -> {
            putAFileInTheWay();
            fail();
          };
      assertThatThrownBy(() -> run.stage("curate", "", body))
          .hasMessage("boom")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }
  }

  private void putAFileInTheWay() {
    Path table = folder.resolve("warehouse/runs");
    try {
      FileUtils.deleteDirectory(table.toFile());
      Files.writeString(table, "in the way");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fail() {
    throw new IllegalStateException("boom");
  }
}
