package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.BatchWork.UnreadResults;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.Views;
import org.wordsight.jobs.synthesis.BatchLimits;
import org.wordsight.jobs.synthesis.BatchNotes;
import org.wordsight.jobs.synthesis.BatchProvider;
import org.wordsight.jobs.synthesis.BatchProvider.Treatment;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.FanOut.Missing;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.WasteRow;

/** Generation by batch files. */
class TestBatchWork {
  /** Half the price of 100 tokens of prompt and 50 of answer. */
  private static final long MICRODOLLARS = (100 * 3 + 50 * 10) / 2;

  private static final BatchLimits TEN = new BatchLimits(10, 200_000_000, Long.MAX_VALUE);

  @TempDir Path folder;

  private final BatchProvider provider = new BatchProvider();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private int folders;

  @BeforeEach
  void writeInputs() throws IOException {
    ScriptedTeacher.write(folder);
  }

  @Test
  void asksAgainOnlyFailedRequestsAndPaysForEachAnswerOnce() throws IOException {
    try (Run run = run("a")) {
      List<Path> first = write(run, TEN);
      List<String> ids = BatchProvider.ids(first);
      assertThat(first).hasSize(2);
      assertThat(ids).hasSize(15).doesNotHaveDuplicates();
      assertThat(Files.readString(first.get(0)))
          .doesNotContain(System.getenv("PATH"), "Authorization");

      Map<Integer, Treatment> treatments =
          Map.of(1, Treatment.EXPIRED, 4, Treatment.SERVER_ERROR, 6, Treatment.EMPTY);
      Path one = provider.answer(first.get(0), treatments);
      Path other = provider.answer(first.get(1), Map.of());
      new BatchWork(run).read(List.of(one, other));
      assertThat(said())
          .contains("batch: wave-001-001.jsonl.results: 10 results, 7 answers, $")
          .contains("; 1 server-error (status 500: oops)")
          .contains("; 1 timed-out (The window has ended. (batch_expired))")
          .contains("; 1 empty-answer (an answer without a choice)")
          .contains("batch: wave-001-002.jsonl.results: 5 results, 5 answers, $0.002 paid");

      List<Path> second = write(run, TEN);
      assertThat(BatchProvider.ids(second)).containsExactly(ids.get(1), ids.get(4), ids.get(6));
      new BatchWork(run).read(List.of(provider.answer(second.get(0), Map.of()), one, other));
      assertThat(said())
          .contains("wave-001-001.jsonl.results: 10 results, 0 answers, 8 that the log had, $0.00");

      finish(run);
      assertCostsAddUp(run, ids);
    }
  }

  /** Writes, answers and reads until no answer is missing. The tables then need no call. */
  private void finish(Run run) throws IOException {
    List<Path> files = write(run, TEN);
    while (!files.isEmpty()) {
      assertThat(files.get(0).getFileName().toString()).doesNotStartWith("wave-001");
      List<Path> results = new ArrayList<>();
      for (Path file : files) {
        results.add(provider.answer(file, Map.of()));
      }
      new BatchWork(run).read(results);
      files = write(run, TEN);
    }
    assertThat(said()).contains("batch: the log holds all answers of the plan");
    new GenerateStage(Calls.FORBIDDEN).run(run);
  }

  private static void assertCostsAddUp(Run run, List<String> ids) {
    List<RequestRow> requests = run.records(RequestRow.TABLE);
    assertThat(requests).extracting(RequestRow::requestId).doesNotHaveDuplicates().containsAll(ids);
    assertThat(requests)
        .allSatisfy(row -> assertThat(row.costMicrodollars()).isEqualTo(MICRODOLLARS))
        .allSatisfy(row -> assertThat(row.paidByRun()).isEqualTo("a"))
        .filteredOn(row -> row.attempt() == 2)
        .extracting(RequestRow::requestId)
        .containsExactly(ids.get(6));
    List<WasteRow> waste = run.records(WasteRow.TABLE);
    assertThat(waste).extracting(WasteRow::reason).containsExactly("empty-answer");
    Views.register(run.spark(), run.warehouse());
    long spent =
        run.spark()
            .sql("SELECT spent_microdollars FROM spend WHERE run_id = 'a'")
            .first()
            .getLong(0);
    assertThat(spent).isEqualTo(requests.size() * MICRODOLLARS + waste.get(0).costMicrodollars());
  }

  @Test
  void writesNothingThatCouldPassTheBudget() throws IOException {
    try (Run run = run("a", "synthesis.budgetDollars=0.02")) {
      assertThatThrownBy(() -> write(run, TEN))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BUDGET))
          .hasMessageMatching(
              "Cannot write a batch: synthesis.budgetDollars is \\$0.02, expected room for the 15"
                  + " requests of wave 1, which can cost \\$0\\.\\d+; \\$0.00 is spent. Raise the budget,"
                  + " or lower synthesis.maximumNewTokens.");
      assertThat(folder.resolve("out1")).doesNotExist();
    }
    try (Run run = run("a", "synthesis.budgetDollars=10")) {
      List<Path> files = write(run, TEN);
      Path results = provider.answer(files.get(0), Map.of());
      new BatchWork(run).read(List.of(results));
    }
    try (Run run = run("a", "synthesis.budgetDollars=0.02")) {
      assertThatThrownBy(() -> write(run, TEN))
          .hasMessageContaining("the 5 requests of wave 1")
          .hasMessageContaining("; $0.004 is spent.");
    }
  }

  @Test
  void writesNoRequestTwiceBeforeItsResultIsReadExceptWithAgain() throws IOException {
    try (Run run = run("a")) {
      List<Path> files = write(run, TEN);
      List<String> ids = BatchProvider.ids(files);
      refusesToWriteAgain(run, 15, 15);
      Path returned = provider.answer(files.get(0), Map.of(2, Treatment.EXPIRED));
      new BatchWork(run).read(List.of(returned));
      refusesToWriteAgain(run, 5, 6);

      List<Path> again = write(run, TEN, UnreadResults.WRITTEN_AGAIN);
      assertThat(BatchProvider.ids(again))
          .containsExactly(
              ids.get(2), ids.get(10), ids.get(11), ids.get(12), ids.get(13), ids.get(14));
      Path failed = provider.answer(again.get(0), Map.of(1, Treatment.EXPIRED));
      new BatchWork(run).read(List.of(failed, failed));
      // The request expired in one of its two files, and may be answered in the other.
      refusesToWriteAgain(run, 1, 1);
      new BatchWork(run).read(List.of(provider.answer(files.get(1), Map.of(0, Treatment.EXPIRED))));
      assertThat(said()).contains("5 results, 0 answers, 4 answers to requests that have one");
      assertThat(BatchProvider.ids(write(run, TEN))).containsExactly(ids.get(10));
    }
  }

  @Test
  void withdrawsTheNoteOfFilesThatCannotBePutInPlace() {
    try (Run run = run("a")) {
      BatchNotes notes = BatchNotes.of(run);
      Missing missing = new Missing(null, List.of(3, 5), 0);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(
                () ->
                    notes.written(
                        missing,
                        () -> {
                          assertThat(notes.toCome(missing)).containsExactly(3, 5);
                          throw WordsightException.input("the disk is full");
                        }))
            .hasMessage("the disk is full");
        assertThat(notes.toCome(missing)).isEmpty();
      }
      notes.written(missing, () -> {});
      assertThat(notes.toCome(missing)).containsExactly(3, 5);
    }
  }

  private void refusesToWriteAgain(Run run, int toCome, int missing) {
    assertThatThrownBy(() -> write(run, TEN))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            ("Cannot write a batch: %d of the %d requests of wave 1 are in files of an earlier batch,"
                    + " and their results are not read, expected none. Read the results with batch"
                    + " read. If the files are lost, write the requests again with --again: a request"
                    + " that is answered twice is paid twice.")
                .formatted(toCome, missing));
    assertThat(folder.resolve("out" + folders)).doesNotExist();
  }

  @Test
  void namesUnusableResultsAndKeepsTheOthers() throws IOException {
    try (Run run = run("a")) {
      List<Path> files = write(run, TEN);
      List<String> ids = BatchProvider.ids(files);
      Path results = provider.answer(files.get(0), Map.of());
      List<String> lines = Files.readAllLines(results);
      String strange = lines.get(8).replace(ids.get(1), "another");
      Files.writeString(
          results, lines.get(9) + "\n\n" + strange + "\n" + lines.get(7) + lines.get(6));
      Files.writeString(results, "\n" + lines.get(5).substring(0, 100), StandardOpenOption.APPEND);
      Path elsewhere = Files.writeString(folder.resolve("elsewhere.jsonl"), strange);

      assertThatThrownBy(() -> new BatchWork(run).read(List.of(elsewhere, results)))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessage(
              ("Cannot use all results: %s: none of its 1 results is of run a; %s: 2 lines hold no"
                      + " whole result (line 4, 5), and 1 results have a custom_id that is no"
                      + " request of run a (line 3). The others are in the log. Download the file"
                      + " again, or name its run with --run-id.")
                  .formatted(elsewhere, results));
      List<String> missing = new ArrayList<>(ids);
      missing.remove(0);
      assertThat(BatchProvider.ids(write(run, TEN, UnreadResults.WRITTEN_AGAIN)))
          .isEqualTo(missing);
    }
  }

  @Test
  void leavesAFolderWithFilesAsItIs() throws IOException {
    Files.createDirectories(folder.resolve("out1"));
    Files.writeString(folder.resolve("out1/mine"), "mine");
    try (Run run = run("a")) {
      assertThatThrownBy(() -> write(run, TEN))
          .hasMessage(
              "Cannot write a batch to %s: it is not empty. Choose a new folder for --out."
                  .formatted(folder.resolve("out1")));
      assertThat(folder.resolve("out1/mine")).hasContent("mine");
    }
  }

  /** Writes into a folder of its own, and returns the files. */
  private List<Path> write(Run run, BatchLimits limits) throws IOException {
    return write(run, limits, UnreadResults.REFUSED);
  }

  private List<Path> write(Run run, BatchLimits limits, UnreadResults unread) throws IOException {
    folders++;
    Path out = folder.resolve("out" + folders);
    new BatchWork(run).write(out, limits, unread);
    if (!Files.exists(out)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.sorted().toList();
    }
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private Run run(String id, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "teacher={kind: openai, endpoint: 'https://host.example/v1', model: m, tokenVariable:"
                    + " PATH, prices: {input: 3, output: 10, batch: 0.5}}",
                "synthesis.examplesPerCall=2",
                "synthesis.maximumNewTokens=400",
                "split={train: 60, validation: 12, subsets: [60]}"));
    settings.addAll(List.of(more));
    return Run.open(
        LocalSpark.runFile(folder, settings.toArray(String[]::new)),
        new RunId.Named(id),
        LocalSpark.session(),
        LocalSpark.recording(said));
  }
}
