package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunFile;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.RunState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TestRunChoice {
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

  @TempDir Path folder;

  /** The options of a verb that runs stages. */
  @Command(name = "test")
  private static final class Options {
    @Mixin private RunFileOptions runFile;
    @Mixin private RunIdOption runId;
    @Mixin private DateOption date;
  }

  @Test
  void givesTheSameRunForTheSameDate() {
    RunChoice first = only("--for", "2026-01-31");
    RunChoice again = only("--for", "2026-01-31");
    RunChoice other = only("--for", "2026-02-01");

    assertThat(first.file().config().synthesis().seed()).isEqualTo(20260131);
    assertThat(first.runId())
        .isEqualTo(new RunId.Named("2026-01-31-" + first.file().hash().substring(0, 8)))
        .isEqualTo(again.runId())
        .isNotEqualTo(other.runId());
  }

  @Test
  void catchesUpDateAfterDate() {
    assertThat(choices(true, "--for", "2026-01-30..2026-02-01"))
        .extracting(choice -> choice.file().config().synthesis().seed())
        .containsExactly(20260130L, 20260131L, 20260201L);
  }

  @Test
  void beginsTodayWhereNothingIsUnfinished() {
    assertThat(only().file().date()).contains(TODAY);
    assertThat(only().runId()).isEqualTo(new RunId.NewestUnfinished());
  }

  @Test
  void continuesAfterMidnightTheRunOfTheDateBefore() {
    RunChoice yesterday = only("--for", "yesterday");
    open(yesterday).close();

    RunChoice continued = only();

    assertThat(continued.file().date()).contains(TODAY.minusDays(1));
    try (Run run = open(continued)) {
      assertThat(run.id()).isEqualTo(((RunId.Named) yesterday.runId()).id());
      run.leave(RunState.Status.DONE);
    }

    assertThat(only().file().date()).contains(TODAY);
  }

  @Test
  void prefersTodaysUnfinishedRunAndLeavesOlderOnesAlone() {
    open(only("--for", TODAY.minusDays(2).toString())).close();
    assertThat(only().file().date()).contains(TODAY);

    open(only("--for", "yesterday")).close();
    open(only("--for", "today")).close();
    assertThat(only().file().date()).contains(TODAY);
  }

  @Test
  void takesTheDateOfTheNamedRun() {
    RunChoice january = only("--for", "2026-01-31", "--run-id", "mine");
    open(january).close();

    assertThat(only("--run-id", "mine").file().date()).contains(LocalDate.of(2026, 1, 31));
    assertThat(only("--run-id", "another").file().date()).contains(TODAY);
  }

  @Test
  void refusesADateForAFileWithASeedOfItsOwn() {
    assertThatThrownBy(() -> choices(false, "--for", "2026-01-31"))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot run for 2026-01-31: synthesis.seed is 42, expected date. Set it, or leave out"
                + " --for: every date would get the same data.");
    assertThatThrownBy(() -> choices(true, "--for", "yesterday..today", "--run-id", "a"))
        .hasMessageStartingWith("Cannot run for several dates: --run-id is a, expected none");
  }

  private RunChoice only(String... arguments) {
    List<RunChoice> choices = choices(true, arguments);
    assertThat(choices).hasSize(1);
    return choices.get(0);
  }

  private List<RunChoice> choices(boolean dated, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", LocalSpark.runFile(folder).path().toString()));
    if (dated) {
      all.addAll(List.of("--set", "synthesis.seed=date"));
    }

    Options options = new Options();
    new CommandLine(options).parseArgs(all.toArray(String[]::new));
    return RunChoice.of(options.runFile, options.runId, options.date, new RunId.NewestUnfinished());
  }

  private static Run open(RunChoice choice) {
    RunFile file = choice.file();
    return Run.open(file, choice.runId(), LocalSpark.session(), LocalSpark.silent());
  }
}
