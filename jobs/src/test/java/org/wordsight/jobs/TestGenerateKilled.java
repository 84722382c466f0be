package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.RequestRow;

class TestGenerateKilled {
  private static final int GROUP_SIZE = 4;
  private static final String[] SMALL = {
    "synthesis.examplesPerCall=2",
    "synthesis.groupSize=" + GROUP_SIZE,
    "split.train=60",
    "split.validation=12",
    "split.subsets=[60]"
  };

  @TempDir Path folder;

  @Test
  void continuesAfterAKillWithoutAskingAgainForLoggedAnswers() throws Exception {
    ScriptedTeacher.write(folder);
    GenerateProcess.killWhileWaiting(folder, "local", 2, SMALL);
    List<String> before = asked();
    long logged = GenerateProcess.segments(folder, "settled").size() * (long) GROUP_SIZE;
    long begun = GenerateProcess.segments(folder, "sent").size() * (long) GROUP_SIZE;
    assertThat(before.size() - logged).as("requests in flight").isBetween(4L, 8L);
    assertThat(begun - logged).as("requests begun").isIn(4L, 8L);

    try (Run run = LocalSpark.run(folder, "a", SMALL)) {
      assertThat(run.has(RequestRow.TABLE)).isFalse();
      new GenerateStage(
              config -> ScriptedTeacher.of(folder, folder.resolve("asked")), Calls.ALLOWED)
          .run(run);

      List<RequestRow> requests = run.records(RequestRow.TABLE);
      assertThat(new HashSet<>(asked())).hasSameSizeAs(requests);
      assertThat(asked()).hasSize(requests.size() + before.size() - (int) logged);
      assertThat(requests).filteredOn(row -> row.attempt() == 2).hasSize((int) (begun - logged));
      assertThat(candidates(run)).isEqualTo(candidatesOfAnUnbrokenRun());
    }
  }

  private List<CandidateRow> candidatesOfAnUnbrokenRun() throws IOException {
    Path other = Files.createDirectories(folder.resolve("unbroken"));
    ScriptedTeacher.write(other);
    try (Run run = LocalSpark.run(other, "other", SMALL)) {
      new GenerateStage(config -> ScriptedTeacher.of(other, other.resolve("asked")), Calls.ALLOWED)
          .run(run);
      return candidates(run);
    }
  }

  private static List<CandidateRow> candidates(Run run) {
    return run.records(CandidateRow.TABLE).stream()
        .sorted(Comparator.comparing(CandidateRow::candidateId))
        .toList();
  }

  private List<String> asked() throws IOException {
    return Files.readAllLines(folder.resolve("asked"));
  }
}
