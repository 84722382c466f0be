package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.wordsight.jobs.synthesis.ScriptedRemoteTeacher.MICRODOLLARS;
import static org.wordsight.jobs.synthesis.ScriptedRemoteTeacher.lines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.Views;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.ScriptedRemoteTeacher;
import org.wordsight.jobs.synthesis.ScriptedRemoteTeacher.Script;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.WasteRow;

/** Generation with a teacher over the network. */
class TestFanOut {
  private static final int ANSWER_TOKENS = 400;
  private static final long WORST = ScriptedRemoteTeacher.worstMicrodollars(ANSWER_TOKENS);

  @TempDir Path folder;

  @BeforeEach
  void writeInputs() throws IOException {
    ScriptedTeacher.write(folder);
  }

  @Test
  void cancelsSurplusRequestsAndCountsEveryPayment() throws IOException {
    Script script = Script.plain().waitingAt(3).failingOnceAt(8);
    try (Run run = run("a", "split.train=156")) {
      generate(run, script, Calls.ALLOWED);

      List<RequestRow> requests = run.records(RequestRow.TABLE);
      List<String> cancelled = lines(folder, "cancelled");
      assertThat(cancelled).hasSize(1);
      assertThat(requests)
          .extracting(RequestRow::requestId)
          .doesNotHaveDuplicates()
          .doesNotContainAnyElementsOf(cancelled);
      assertThat(requests)
          .allSatisfy(row -> assertThat(row.costMicrodollars()).isEqualTo(MICRODOLLARS))
          .allSatisfy(row -> assertThat(row.costDollars()).isEqualTo(MICRODOLLARS / 1e6))
          .allSatisfy(row -> assertThat(row.paidByRun()).isEqualTo("a"));
      assertThat(run.records(WasteRow.TABLE))
          .extracting(WasteRow::reason, WasteRow::costMicrodollars)
          .contains(tuple("cancelled", WORST), tuple("server-error", WORST));
      long wasted =
          run.records(WasteRow.TABLE).stream().mapToLong(WasteRow::costMicrodollars).sum();
      assertThat(spend(run)).containsEntry("a", requests.size() * MICRODOLLARS + wasted);
      replaysTheSame(run, script);
    }
    anotherRunPaysNothing(script);
  }

  private void replaysTheSame(Run run, Script script) throws IOException {
    List<RequestRow> requests = sorted(run);
    Set<CandidateRow> candidates = new HashSet<>(run.records(CandidateRow.TABLE));
    int asked = lines(folder, "asked").size();
    generate(run, script, Calls.FORBIDDEN);
    assertThat(lines(folder, "asked")).hasSize(asked);
    assertThat(sorted(run)).isEqualTo(requests);
    assertThat(new HashSet<>(run.records(CandidateRow.TABLE))).isEqualTo(candidates);
  }

  private void anotherRunPaysNothing(Script script) throws IOException {
    int asked = lines(folder, "asked").size();
    try (Run run = run("b", "split.train=156")) {
      generate(run, script, Calls.ALLOWED);
      assertThat(lines(folder, "asked")).hasSize(asked);
      assertThat(run.records(RequestRow.TABLE))
          .allSatisfy(row -> assertThat(row.costMicrodollars()).isZero())
          .allSatisfy(row -> assertThat(row.paidByRun()).isEqualTo("a"));
      assertThat(spend(run)).containsEntry("b", 0L).hasSize(2);

      Files.delete(GenerateProcess.segments(folder, "settled").get(0));
      assertThatThrownBy(() -> generate(run, script, Calls.FORBIDDEN))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageMatching(
              "Cannot replay run b: the request log lacks the answers to \\d+ of the \\d+ requests"
                  + " of wave \\d+, expected all. Leave out --replay to ask for them.");
      assertThat(lines(folder, "asked")).hasSize(asked);
    }
  }

  @Test
  void stopsAtTheBudgetAndContinuesWithAHigherBudget() throws IOException {
    Script script = Script.plain().refusing(5);
    try (Run run = run("a", "synthesis.budgetDollars=0.012")) {
      assertThatThrownBy(() -> generate(run, script, Calls.ALLOWED))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BUDGET))
          .hasMessageContaining("synthesis.budgetDollars is $0.012")
          .hasMessageContaining("Run the same command with a higher budget to continue.");
      assertThat(run.has(RequestRow.TABLE)).isFalse();
    }
    List<String> before = lines(folder, "asked");
    assertThat(before.size() * MICRODOLLARS).isLessThanOrEqualTo(12_000);

    try (Run run = run("a", "synthesis.budgetDollars=10")) {
      generate(run, script, Calls.ALLOWED);
      List<RequestRow> requests = run.records(RequestRow.TABLE);
      List<String> refused =
          requests.stream()
              .filter(row -> row.outcome().equals("bad-request"))
              .map(RequestRow::requestId)
              .toList();
      assertThat(refused).hasSize(1);
      assertThat(run.records(RejectedRow.TABLE))
          .filteredOn(row -> row.sourceId().equals(refused.get(0)))
          .extracting(RejectedRow::reason, RejectedRow::detail)
          .containsExactly(tuple("bad-request", "400: the prompt is not allowed"));
      List<String> answered = new ArrayList<>(lines(folder, "asked"));
      answered.removeAll(refused);
      assertThat(answered).doesNotHaveDuplicates().hasSize(requests.size() - 1);
      assertThat(spend(run)).containsEntry("a", answered.size() * MICRODOLLARS);
    }
  }

  @Test
  void asksAgainOnlyTheRequestsInFlightOfAKilledTask() throws Exception {
    Script script = Script.plain().waitingAt(7);
    try (Run run = run("a")) {
      TaskIds tasks = new TaskIds();
      SparkContext spark = run.spark().sparkContext();
      spark.addSparkListener(tasks);
      CompletableFuture<Void> stage =
          CompletableFuture.runAsync(() -> generate(run, script, Calls.ALLOWED));
      assertThat(ScriptedRemoteTeacher.waiting(folder).await(2, TimeUnit.MINUTES)).isTrue();
      int before = lines(folder, "asked").size();
      Files.createFile(folder.resolve("released"));
      tasks.running.forEach(task -> spark.killTaskAttempt(task, true, "the test kills it"));
      stage.get(2, TimeUnit.MINUTES);
      spark.removeSparkListener(tasks);

      List<RequestRow> requests = run.records(RequestRow.TABLE);
      List<String> asked = lines(folder, "asked");
      List<String> cancelled = lines(folder, "cancelled");
      assertThat(cancelled).isNotEmpty().hasSizeLessThanOrEqualTo(before);
      assertThat(new HashSet<>(asked)).hasSameSizeAs(requests);
      assertThat(asked).hasSize(requests.size() + cancelled.size());
      assertThat(requests)
          .filteredOn(row -> cancelled.contains(row.requestId()))
          .extracting(RequestRow::attempt)
          .containsOnly(2);
    }
  }

  @Test
  void countsTheRequestsInFlightOfAKilledDriverAndAsksOnlyThemAgain() throws Exception {
    GenerateProcess.killWhileWaiting(folder, "remote", 7, settings());
    int before = lines(folder, "asked").size();
    int sent = GenerateProcess.events(folder, "sent");
    int settled = GenerateProcess.events(folder, "settled");
    assertThat(before).isLessThanOrEqualTo(sent);

    try (Run run = run("a")) {
      generate(run, Script.plain(), Calls.ALLOWED);
      List<RequestRow> requests = run.records(RequestRow.TABLE);
      assertThat(lines(folder, "asked")).hasSize(before + requests.size() - settled);
      assertThat(requests).filteredOn(row -> row.attempt() == 2).hasSize(sent - settled);
      assertThat(run.records(WasteRow.TABLE))
          .hasSize(sent - settled)
          .allSatisfy(row -> assertThat(row.reason()).isEqualTo("lost"))
          .allSatisfy(row -> assertThat(row.costMicrodollars()).isEqualTo(WORST));
      assertThat(spend(run))
          .containsEntry("a", requests.size() * MICRODOLLARS + (sent - settled) * WORST);
    }
  }

  /** The tasks that run now. */
  private static final class TaskIds extends SparkListener {
    private final Set<Long> running = ConcurrentHashMap.newKeySet();

    @Override
    public void onTaskStart(SparkListenerTaskStart started) {
      running.add(started.taskInfo().taskId());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd ended) {
      running.remove(ended.taskInfo().taskId());
    }
  }

  private static String[] settings(String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "synthesis.examplesPerCall=2",
                "synthesis.maximumNewTokens=" + ANSWER_TOKENS,
                "split={train: 60, validation: 12, subsets: [60]}"));
    for (String setting : more) {
      if (setting.startsWith("split.train=")) {
        settings.remove(2);
        settings.add(
            "split={train: %1$s, validation: 12, subsets: [%1$s]}"
                .formatted(setting.substring("split.train=".length())));
      } else {
        settings.add(setting);
      }
    }
    return settings.toArray(String[]::new);
  }

  private Run run(String id, String... more) {
    return LocalSpark.run(folder, id, settings(more));
  }

  private void generate(Run run, Script script, Calls calls) {
    new GenerateStage(config -> ScriptedRemoteTeacher.of(folder, script), calls).run(run);
  }

  private static List<RequestRow> sorted(Run run) {
    return run.records(RequestRow.TABLE).stream()
        .sorted(Comparator.comparingInt(RequestRow::ordinal))
        .toList();
  }

  /** The payments of each run, from the view. */
  private static Map<String, Long> spend(Run run) {
    Views.register(run.spark(), run.warehouse());
    return run
        .spark()
        .sql("SELECT run_id, spent_microdollars, spent_dollars FROM spend")
        .collectAsList()
        .stream()
        .peek(
            row ->
                assertThat(row.getDecimal(2).movePointRight(6).longValueExact())
                    .isEqualTo(row.getLong(1)))
        .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
  }
}
