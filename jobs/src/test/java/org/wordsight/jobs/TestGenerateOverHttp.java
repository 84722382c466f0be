package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RehearsalFile;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.BatchWork.UnreadResults;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.synthesis.BatchLimits;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.JudgementRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.WasteRow;
import org.wordsight.rehearsal.ScriptedServer;

/**
 * Generation by a teacher over HTTP, on real connections to an endpoint that counts what it
 * charges.
 */
class TestGenerateOverHttp {
  private static final int IN_FLIGHT = 8;

  /** The most answers that a worker keeps before it writes them to the log. */
  private static final int SEGMENT = 64;

  private static final String FEW = "split={train: 40, validation: 4, subsets: [40]}";

  /** The longest wait for an event in another process. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @TempDir Path folder;

  @BeforeEach
  void writeInputs() throws IOException {
    ScriptedTeacher.write(folder);
  }

  @Test
  void writesTheWantedQuestionsInAStormAndCountsTheEndpointsCost() {
    try (ScriptedServer server =
            server(
                "storm={startSeconds: 0.4, seconds: 1, wait: milliseconds, waitSeconds: 0.3}",
                "faults={resetInBody: 0.03, tornJson: 0.03, resetBeforeStatus: 0.03,"
                    + " refusal: 0.05, cutOff: 0.1}");
        Run run = LocalSpark.run(folder, "a", settings(server))) {
      new GenerateStage(Calls.ALLOWED).run(run);
      new CurateStage().run(run);
      new SplitStage().run(run);

      assertThat(run.records(SampleRow.TABLE)).hasSize(132);
      List<RequestRow> requests = run.records(RequestRow.TABLE);
      assertThat(requests).extracting(RequestRow::requestId).doesNotHaveDuplicates();
      assertThat(requests).extracting(RequestRow::outcome).contains("stopped", "length", "refused");
      long answers = requests.stream().mapToLong(RequestRow::costMicrodollars).sum();
      long wasted =
          run.records(WasteRow.TABLE).stream().mapToLong(WasteRow::costMicrodollars).sum();
      assertThat(server.counts().outcomes()).containsKeys("rate-limited", "torn-json");
      assertThat(server.counts().microdollars()).isBetween(answers, answers + wasted);
      assertThat(server.counts().mostAtWork()).isLessThanOrEqualTo(IN_FLIGHT);
    }
  }

  @Test
  void countsTheCostToTheMicrodollarWhereNothingFails() {
    try (ScriptedServer server = server()) {
      assertCosts(server, settings(server));
    }
  }

  @Test
  void countsWhatAnswersWithoutATextReport() {
    try (ScriptedServer server = server("faults={noText: 0.1, noChoices: 0.1}")) {
      assertCosts(server, settings(server, FEW));
    }
  }

  private void assertCosts(ScriptedServer server, String... settings) {
    try (Run run = LocalSpark.run(folder, "a", settings)) {
      new GenerateStage(Calls.ALLOWED).run(run);

      long answers =
          run.records(RequestRow.TABLE).stream().mapToLong(RequestRow::costMicrodollars).sum();
      long unused =
          run.records(WasteRow.TABLE).stream()
              .filter(row -> !row.reason().equals("cancelled"))
              .mapToLong(WasteRow::costMicrodollars)
              .sum();
      long cancelled =
          run.records(WasteRow.TABLE).stream()
              .filter(row -> row.reason().equals("cancelled"))
              .mapToLong(WasteRow::costMicrodollars)
              .sum();
      assertThat(server.counts().microdollars())
          .isBetween(answers + unused, answers + unused + cancelled);
    }
  }

  @Test
  void paysAgainOnlyForRequestsInFlightWhenTheDriverIsKilled() throws Exception {
    try (ScriptedServer server = server()) {
      List<String> command = GenerateProcess.java(Program.class);
      command.add(folder.toString());
      command.addAll(List.of(settings(server)));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(new File(folder.toFile(), "process.log"))
              .start();
      try {
        assertThat(answersBefore(server, process, 12))
            .as("%s", Files.readString(folder.resolve("process.log")))
            .isTrue();
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(server.await(counts -> counts.atWork() == 0, LONGEST)).isTrue();

      try (Run run = LocalSpark.run(folder, "a", settings(server))) {
        new GenerateStage(Calls.ALLOWED).run(run);

        List<RequestRow> requests = run.records(RequestRow.TABLE);
        long answers = requests.stream().mapToLong(RequestRow::costMicrodollars).sum();
        long wasted =
            run.records(WasteRow.TABLE).stream().mapToLong(WasteRow::costMicrodollars).sum();
        assertThat(server.counts().microdollars()).isBetween(answers, answers + wasted);
        assertThat(server.counts().billedAgain()).isLessThanOrEqualTo(IN_FLIGHT + SEGMENT);
      }
    }
  }

  /** Whether the endpoint gives this number of answers before the process ends. */
  private static boolean answersBefore(ScriptedServer server, Process process, int answers)
      throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<?> end = process.onExit().thenRun(() -> ended.set(true));
    CompletableFuture<?> answered =
        CompletableFuture.runAsync(
            () -> {
              try {
                server.await(counts -> counts.billedAnswers() >= answers, LONGEST);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    CompletableFuture.anyOf(end, answered).get();
    return !ended.get() && server.counts().billedAnswers() >= answers;
  }

  @Test
  void asksAJudgeOverHttpAndReplaysBothWithoutACall() {
    try (ScriptedServer server = server();
        ScriptedServer judge = server("faults={noChoices: 0.02}");
        Run run = LocalSpark.run(folder, "a", settings(server, judge(judge), FEW))) {
      new GenerateStage(Calls.ALLOWED).run(run);

      List<JudgementRow> judgements = run.records(JudgementRow.TABLE);
      assertThat(judgements)
          .extracting(JudgementRow::candidateId)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              run.records(CandidateRow.TABLE).stream().map(CandidateRow::candidateId).toList());
      assertThat(judgements)
          .allSatisfy(row -> assertThat(row.answers()).hasSize(2))
          .flatExtracting(JudgementRow::answers)
          .contains("A", "B", "C", "D", "E")
          .isSubsetOf("A", "B", "C", "D", "E", "empty-answer");
      long judged = judgements.stream().mapToLong(JudgementRow::costMicrodollars).sum();
      long asked =
          run.records(RequestRow.TABLE).stream().mapToLong(RequestRow::costMicrodollars).sum();
      long wasted =
          run.records(WasteRow.TABLE).stream().mapToLong(WasteRow::costMicrodollars).sum();
      assertThat(server.counts().microdollars() + judge.counts().microdollars())
          .isBetween(asked + judged, asked + judged + wasted);

      List<CandidateRow> candidates = run.records(CandidateRow.TABLE);
      long before = server.counts().requests() + judge.counts().requests();
      new GenerateStage(Calls.FORBIDDEN).run(run);
      assertThat(server.counts().requests() + judge.counts().requests()).isEqualTo(before);
      assertThat(run.records(JudgementRow.TABLE)).containsExactlyInAnyOrderElementsOf(judgements);
      assertThat(run.records(CandidateRow.TABLE)).containsExactlyInAnyOrderElementsOf(candidates);
    }
  }

  @Test
  void warnsOfRequestsThatAreInABatchFileToo() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (ScriptedServer server = server();
        Run run =
            Run.open(
                LocalSpark.runFile(folder, settings(server, FEW)),
                new RunId.Named("a"),
                LocalSpark.session(),
                LocalSpark.recording(said))) {
      new BatchWork(run)
          .write(folder.resolve("requests"), BatchLimits.OPENAI, UnreadResults.REFUSED);
      new GenerateStage(Calls.ALLOWED).run(run);

      assertThat(server.counts().billedAnswers()).isGreaterThanOrEqualTo(9);
      assertThat(said.toString(StandardCharsets.UTF_8))
          .containsOnlyOnce(
              "warning: 9 requests are in batch files whose results are not read. They are asked"
                  + " now. If the batch is answered too, they are paid twice.");
    }
  }

  private static String judge(ScriptedServer server) {
    return "judge={kind: openai, model: scripted, endpoint: '%s', answers: 2, prices: {input: 2.5, output: 10}}"
        .formatted(server.endpoint());
  }

  @Test
  void waitsForATeacherThatDoesNotListenYet() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CountDownLatch told = new CountDownLatch(1);
    ByteArrayOutputStream said =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            if (toString(StandardCharsets.UTF_8).contains("does not answer yet")) {
              told.countDown();
            }
          }
        };
    CompletableFuture<ScriptedServer> started =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                assertThat(told.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return server(InetAddress.getLoopbackAddress(), port);
            });
    String[] settings = settings(URI.create("http://127.0.0.1:" + port + "/v1"), FEW);
    try (Run run =
        Run.open(
            LocalSpark.runFile(folder, settings),
            new RunId.Named("a"),
            LocalSpark.session(),
            LocalSpark.recording(said))) {
      new GenerateStage(Calls.ALLOWED).run(run);

      assertThat(run.records(CandidateRow.TABLE)).hasSizeGreaterThanOrEqualTo(44);
      assertThat(said.toString(StandardCharsets.UTF_8))
          .containsOnlyOnce(
              "generate, wave 1: the endpoint does not answer yet: unreachable (no connection: ");
    } finally {
      started.get().close();
    }
  }

  @Test
  void stopsWithAMessageWhereTheQuotaEndsOrTheTokenIsWrong() {
    try (ScriptedServer server = server("quotaRequests=5");
        Run run = LocalSpark.run(folder, "a", settings(server))) {
      assertThatThrownBy(() -> new GenerateStage(Calls.ALLOWED).run(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TEACHER))
          .hasMessageContaining("insufficient_quota");
    }
    try (ScriptedServer server =
            ScriptedServer.start(RehearsalFile.load(Optional.empty(), List.of()), "s3cret");
        Run run = LocalSpark.run(folder, "b", settings(server))) {
      assertThatThrownBy(() -> new GenerateStage(Calls.ALLOWED).run(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TEACHER))
          .hasMessageContaining("status 401: Incorrect API key provided");
    }
  }

  @Test
  void publishesNothingWhereEveryRequestOfASmallRunIsRefused() {
    try (ScriptedServer server = server("faults.tooLong=1");
        Run run = LocalSpark.run(folder, "a", settings(server, FEW))) {
      assertThatThrownBy(() -> new GenerateStage(Calls.ALLOWED).run(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TEACHER))
          .hasMessageMatching(
              "Cannot go on asking the teacher: none of the first \\d+ requests has an answer,"
                  + " expected one at least. The commonest failure is bad-request \\(status 400: .*");
      assertThat(run.has(RequestRow.TABLE)).isFalse();
    }
    try (ScriptedServer mended = server();
        Run run = LocalSpark.run(folder, "a", settings(mended, FEW))) {
      new GenerateStage(Calls.ALLOWED).run(run);
      assertThat(run.records(CandidateRow.TABLE)).hasSizeGreaterThanOrEqualTo(44);
    }
  }

  /** Generates in a process of its own. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      String[] settings = List.of(arguments).subList(1, arguments.length).toArray(String[]::new);
      try (Run run =
          Run.open(
              LocalSpark.runFile(folder, settings),
              new RunId.Named("a"),
              LocalSpark.session(),
              LocalSpark.silent())) {
        new GenerateStage(Calls.ALLOWED).run(run);
      }
    }
  }

  private static ScriptedServer server(String... script) {
    return server(InetAddress.getLoopbackAddress(), 0, script);
  }

  private static ScriptedServer server(InetAddress address, int port, String... script) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "speed={firstTokenMilliseconds: 60, tokensPerSecond: 0, spread: 0.4}",
                "prices={input: 2.5, output: 10}"));
    all.addAll(List.of(script));
    return ScriptedServer.start(RehearsalFile.load(Optional.empty(), all), "", address, port);
  }

  private static String[] settings(ScriptedServer server, String... more) {
    return settings(server.endpoint(), more);
  }

  private static String[] settings(URI endpoint, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "teacher={kind: openai, model: scripted, endpoint: '%s', maximumInFlight: %d, prices: {input: 2.5, output: 10}}"
                    .formatted(endpoint, IN_FLIGHT),
                "synthesis.examplesPerCall=2",
                "synthesis.budgetDollars=50",
                "split={train: 120, validation: 12, subsets: [120]}"));
    settings.addAll(List.of(more));
    return settings.toArray(String[]::new);
  }
}
