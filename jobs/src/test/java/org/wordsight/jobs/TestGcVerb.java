package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.table.RejectedRow;

/** A warehouse with a run that is done, whose files are older than a day. */
class TestGcVerb {
  @TempDir Path folder;

  private final VerbConsole console = new VerbConsole();

  @BeforeEach
  void publishTwice() throws IOException {
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "old");
      publish(run, "new");
      run.leave(RunState.Status.DONE);
    }

    Path half = folder.resolve("warehouse/_wordsight/unfinished/half");
    Files.createDirectories(half.getParent());
    Files.writeString(half, "half");
    FileTime twoDaysAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    for (Path file : files()) {
      Files.setLastModifiedTime(file, twoDaysAgo);
    }
  }

  private static void publish(Run run, String id) {
    try (Publication publication = run.publication("curate")) {
      publication.write(
          RejectedRow.TABLE, List.of(new RejectedRow("curate", id, "reason", "detail", "raw")));
      publication.commit();
    }
  }

  @Test
  void listsWhatItWouldRemoveAndRemovesNothing() throws IOException {
    List<Path> before = files();

    assertThat(gc("--dry-run")).as(console.messages()).isZero();

    assertThat(console.results().lines())
        .hasSize(2)
        .contains("_wordsight/unfinished/half")
        .anyMatch(name -> name.startsWith("_wordsight/tables/rejected/run_id=a/"));
    assertThat(console.messages())
        .contains(
            "gc: would remove 1 files, 4 bytes: half written by a process that is gone",
            "gc: would remove 1 files, ");
    assertThat(files()).containsAll(before);
  }

  @Test
  void removesWhatNoRunNeedsAndThenNothing() throws IOException {
    assertThat(gc()).as(console.messages()).isZero();
    assertThat(console.messages())
        .contains("gc: removed 1 files, 4 bytes: half written by a process that is gone")
        .contains(": table files that are replaced or were never published");
    assertThat(console.results()).isEmpty();
    assertThat(folder.resolve("warehouse/_wordsight/unfinished/half")).doesNotExist();

    assertThat(gc()).isZero();
    assertThat(console.messages()).isEqualTo("gc: every file is needed.\n");
    try (Run run = LocalSpark.run(folder, "a")) {
      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::sourceId)
          .containsExactly("new");
    }
  }

  @Test
  void removesNothingWhileARunIsAtWork() throws IOException {
    List<Path> before = files();
    try (Run run = LocalSpark.run(folder, "b")) {
      assertThat(gc()).isEqualTo(ExitCode.LOCKED.status());
      assertThat(console.messages())
          .startsWith("Cannot start: another run (" + run.id() + ") holds the lock of warehouse ");
    }

    assertThat(files()).containsAll(before);
  }

  @Test
  void refusesANumberOfDaysThatIsNone() {
    for (String days : List.of("-1", "36501")) {
      assertThat(gc("--keep-days", days)).isEqualTo(ExitCode.USAGE.status());
      assertThat(console.messages())
          .isEqualTo(
              "Cannot clean: --keep-days is %s, expected 0 to 36500. Change it.\n".formatted(days));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
      // The lease changes with every verb.
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/lease/"))
          .toList();
    }
  }

  private int gc(String... more) {
    List<String> arguments = new ArrayList<>(List.of("gc", "--config"));
    arguments.add(LocalSpark.runFile(folder).path().toString());
    arguments.addAll(List.of(more));
    return console.execute(arguments.toArray(String[]::new));
  }
}
