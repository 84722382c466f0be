package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunFile;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;

class TestRunId {
  @TempDir Path folder;

  @Test
  void beginsWithDateAndHash() {
    RunFile file = LocalSpark.runFile(folder);
    try (Run run = open(file, new RunId.NewestUnfinished())) {
      assertThat(run.id()).matches("\\d{4}-\\d\\d-\\d\\d-" + file.hash().substring(0, 8));
    }
  }

  @Test
  void continuesTheNewestUnfinishedRunOfThisConfiguration() {
    RunFile file = LocalSpark.runFile(folder);
    open(file, new RunId.Named("first")).close();
    open(LocalSpark.runFile(folder, "lora.rank=8"), new RunId.Named("other")).close();

    try (Run run = open(file, new RunId.NewestUnfinished())) {
      assertThat(run.id()).isEqualTo("first");
    }
  }

  @Test
  void beginsANewRunAfterAFinishedOneButContinuesItInALaterStage() {
    RunFile file = LocalSpark.runFile(folder);
    try (Run run = open(file, new RunId.Named("first"))) {
      run.leave(RunState.Status.DONE);
    }

    RunState next = new RunId.NewestUnfinished().choose(warehouse(file), file);
    RunState later = new RunId.Newest().choose(warehouse(file), file);

    assertThat(next.id()).isNotEqualTo("first");
    assertThat(later.id()).isEqualTo("first");
  }

  @Test
  void refusesAChangedConfigurationAndShowsTheDifference() {
    open(LocalSpark.runFile(folder), new RunId.Named("a")).close();

    assertThatThrownBy(() -> open(LocalSpark.runFile(folder, "lora.rank=8"), new RunId.Named("a")))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("Cannot continue run a: its configuration has changed.")
        .hasMessageContaining("lora.rank: 32 → 8")
        .hasMessageContaining("choose another --run-id");
    assertThat(Lease.holder(warehouse(LocalSpark.runFile(folder)))).isEmpty();
  }

  @Test
  void continuesARunWithKeysThatChangeNoResult() {
    open(LocalSpark.runFile(folder), new RunId.Named("a")).close();

    RunFile other =
        LocalSpark.runFile(
            folder, "training.memoryBudgetBytes=1000000", "training.checkpointEverySteps=9");
    try (Run run = open(other, new RunId.NewestUnfinished())) {
      assertThat(run.id()).isEqualTo("a");
      assertThat(other.computesOtherwise(run.state().config()))
          .containsExactly(
              "training.checkpointEverySteps: 50 → 9", "training.memoryBudgetBytes: 0 → 1000000");
    }
  }

  @Test
  void refusesIdsThatAreNoFolderNames() {
    assertThatThrownBy(() -> new RunId.Named("../a"))
        .hasMessageContaining("Cannot use run id \"../a\"");
  }

  private static Run open(RunFile file, RunId runId) {
    return Run.open(file, runId, LocalSpark.session(), LocalSpark.silent());
  }

  private static Warehouse warehouse(RunFile file) {
    return Warehouse.at(file.config().warehouse().text(), Sessions.hadoop());
  }
}
