package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.curation.HistoryOutlook;
import org.wordsight.jobs.curation.RunHistory;
import org.wordsight.jobs.runtime.Run;

/** The choice of the runs that a run is compared with, and their refusal. */
class TestHistoryRuns {
  @TempDir static Path folder;

  private static Nights nights;

  @BeforeAll
  static void curateTwoNights() throws IOException {
    nights = Nights.in(folder);
    nights.night("n1", Nights.SITUATIONS.subList(0, 8), "all");
    nights.night("n2", Nights.SITUATIONS.subList(8, 16), "all");
  }

  private static Run open(String id, String runs, String... overrides) {
    return nights.open(id, new ByteArrayOutputStream(), runs, overrides);
  }

  @Test
  void refusesAMissingRun() {
    refused(
        "unknown",
        "[n1, nobody]",
        ExitCode.INPUT,
        "Cannot compare with run nobody: the warehouse has no such run. Name other runs in curation.history.runs.");
    refused(
        "itself",
        "[itself]",
        ExitCode.INPUT,
        "Cannot compare with run itself: it is this run itself. Name other runs in curation.history.runs.");
    refused(
        "uncurated",
        "[itself]",
        ExitCode.INPUT,
        "Cannot compare with run itself: it has published no curation. Name other runs in curation.history.runs.");
  }

  @Test
  void refusesARunWithOtherRules() {
    refused(
        "other",
        "[n1]",
        ExitCode.USAGE,
        "Cannot compare with run n1: curation.nearDuplicate.threshold is 0.7 there, expected 0.9 as in this run; curation.rougeL.threshold is null there, expected 0.8 as in this run. Set the same values, name other runs in curation.history.runs, or use another warehouse.",
        "curation.nearDuplicate.threshold=0.9",
        "curation.rougeL.threshold=0.8");
  }

  private void refused(
      String id, String runs, ExitCode exitCode, String message, String... overrides) {
    try (Run run = open(id, runs, overrides)) {
      assertThatThrownBy(() -> RunHistory.open(run, Nights.RULES))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
          .hasMessage(message);
    }
  }

  @Test
  void seesTheSameHistoryInAContinuedRun() {
    nights.curateByHand("z1", 3);
    try (Run run = open("continued", "all");
        KeptHistory history = RunHistory.open(run, Nights.RULES)) {
      assertThat(history.sources()).extracting(KeptHistory.Source::run).contains("n1", "n2", "z1");
    }
    nights.curateByHand("z2", 2);
    try (Run run = open("continued", "all");
        KeptHistory history = RunHistory.open(run, Nights.RULES)) {
      assertThat(history.sources()).extracting(KeptHistory.Source::run).doesNotContain("z2");
    }

    nights.curateByHand("z1", 3);
    try (Run run = open("continued", "all");
        KeptHistory history = RunHistory.open(run, Nights.RULES)) {
      assertThat(history.sources())
          .as("it keeps the same questions as before")
          .extracting(KeptHistory.Source::run)
          .contains("z1");
    }
    nights.curateByHand("z1", 2);
    refused(
        "continued",
        "all",
        ExitCode.INPUT,
        "Cannot continue run continued, which is compared with run z1: it was curated again since, and kept other questions. Begin a new run with another --run-id.");
  }

  @Test
  void refusesToContinueWithoutARunOfItsHistory() throws IOException {
    nights.curateByHand("gone", 1);
    assertThat(historyOf("left", "[gone]")).containsExactly("gone");
    deleteFolder(folder.resolve("warehouse/_wordsight/states/gone"));
    refused(
        "left",
        "[gone]",
        ExitCode.INPUT,
        "Cannot continue run left, which is compared with run gone: the warehouse has no such run any more. Begin a new run with another --run-id.");
  }

  @Test
  void refusesADamagedListOfRuns() throws IOException {
    assertThat(historyOf("damaged", "[n1]")).containsExactly("n1");
    String log = "_wordsight/runs/damaged/work/logs/history/history.jsonl";
    Files.writeString(folder.resolve("warehouse").resolve(log), "{}", StandardOpenOption.APPEND);
    refused(
        "damaged",
        "[n1]",
        ExitCode.INPUT,
        "Cannot read log %s: its checksum is wrong. Restore the file, or begin a new run with another --run-id."
            .formatted(log));
  }

  @Test
  void readsThePublishedListWhereTheLogIsGone() throws IOException {
    nights.night("done", Nights.SITUATIONS.subList(0, 8), "[n1]");
    deleteFolder(folder.resolve("warehouse/_wordsight/runs/done/work"));
    assertThat(historyOf("done", "[n1]")).containsExactly("n1");
    Path list = nights.attachment("history", "done");
    Files.writeString(list, "[{");
    try (Run run = open("done", "[n1]")) {
      assertThatThrownBy(() -> RunHistory.open(run, Nights.RULES))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageStartingWith("Cannot read _wordsight/tables/history/run_id=done/")
          .hasMessageEndingWith(" Restore the file, or begin a new run with another --run-id.");
    }
  }

  @Test
  void leavesOutRunsThatBeganLater() {
    open("early", "all").close();
    nights.curateByHand("later", 1);
    assertThat(historyOf("early", "all")).contains("n1", "n2").doesNotContain("later", "early");
    assertThat(historyOf("latest", "all")).contains("n1", "n2", "later");
  }

  /** The runs that a run is compared with. The inspection names the same runs before and after. */
  private List<String> historyOf(String id, String runs) {
    try (Run run = open(id, runs)) {
      HistoryRuns wanted = run.config().curation().selection().history();
      List<String> expected = outlook(wanted, run);
      try (KeptHistory history = RunHistory.open(run, Nights.RULES)) {
        List<String> found = history.sources().stream().map(KeptHistory.Source::run).toList();
        assertThat(found).isEqualTo(expected).isEqualTo(outlook(wanted, run));
        return found;
      }
    }
  }

  private static List<String> outlook(HistoryRuns wanted, Run run) {
    return HistoryOutlook.of(
            wanted, run.state(), run.warehouse(), Optional.empty(), OptionalDouble.empty())
        .runs();
  }

  private static void deleteFolder(Path deleted) throws IOException {
    try (Stream<Path> files = Files.walk(deleted)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
