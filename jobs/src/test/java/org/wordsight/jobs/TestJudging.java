package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wordsight.jobs.synthesis.ScriptedRemoteTeacher.lines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.Views;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.ScriptedJudge;
import org.wordsight.jobs.synthesis.ScriptedRemoteTeacher;
import org.wordsight.jobs.synthesis.ScriptedRemoteTeacher.Script;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.JudgementRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.WasteRow;
import org.wordsight.teacher.Teacher;
import scala.collection.JavaConverters;

/** Generation with a judge of questions. */
class TestJudging {
  private static final String[] SETTINGS = {
    "synthesis.examplesPerCall=2",
    "synthesis.maximumNewTokens=400",
    "split={train: 30, validation: 6, subsets: [30]}"
  };
  private static final String JUDGE =
      "judge={kind: self, maximumNewTokens: %d}".formatted(ScriptedJudge.ANSWER_TOKENS);
  private static final String KEEP = "judge.keepAgreement=0.6";

  @TempDir Path folder;

  @BeforeEach
  void writeInputs() throws IOException {
    ScriptedTeacher.write(folder);
  }

  @Test
  void judgesEachQuestionOnceAndDropsQuestionsThatTheJudgeAnswersOtherwise() throws IOException {
    try (Run run = run("a", JUDGE, KEEP)) {
      generate(run, Calls.ALLOWED);

      Map<String, JudgementRow> judgements = judgements(run);
      List<CandidateRow> kept = run.records(CandidateRow.TABLE);
      List<RejectedRow> dropped =
          run.records(RejectedRow.TABLE).stream()
              .filter(row -> row.reason().equals("judge-disagrees"))
              .toList();
      assertThat(judgements.keySet())
          .hasSize(kept.size() + dropped.size())
          .containsAll(kept.stream().map(CandidateRow::candidateId).toList())
          .containsAll(dropped.stream().map(RejectedRow::sourceId).toList());
      assertThat(kept)
          .hasSizeGreaterThan(36)
          .allSatisfy(row -> assertJudged(judgements.get(row.candidateId()), number(row)));
      assertThat(dropped)
          .hasSizeGreaterThan(10)
          .allSatisfy(
              row -> {
                assertThat(judgements.get(row.sourceId()).agreement()).isZero();
                assertThat(row.stage()).isEqualTo("generate");
                assertThat(row.detail())
                    .matches(
                        "0 of the judge's 3 answers are the key [AB], expected a share of at least"
                            + " 0\\.6 \\(judge\\.keepAgreement\\)");
                assertThat(row.raw()).startsWith("{\"situation\": ");
              });
      showsNoKey(kept);
      countsEachAnswerOnce(run, judgements);
    }
    anotherRunPaysNothing();
  }

  /** By the rules of {@link ScriptedJudge}. */
  private static void assertJudged(JudgementRow row, int number) {
    assertThat(row.judge()).isEqualTo("the judge");
    if (number == 0) {
      assertThat(row.answers()).containsExactly("B", "B", "B");
      assertThat(row.agreement()).isEqualTo(1);
      assertThat(row.confidence()).isEmpty();
      return;
    }
    if (number == 4) {
      assertThat(row.answers()).containsExactly("A", "bad-request", "A");
      assertThat(row.rawAnswers()).containsExactly("A", "", "A");
      assertThat(row.costMicrodollars()).isEqualTo(2 * ScriptedJudge.MICRODOLLARS);
    } else {
      assertThat(row.answers()).containsExactly(number % 3 == 1 ? "A" : "B", "A", "A");
      assertThat(row.rawAnswers()).containsExactly(number % 3 == 1 ? "A" : "B. stay", "A", "A");
      assertThat(row.costMicrodollars()).isEqualTo(3 * ScriptedJudge.MICRODOLLARS);
    }
    assertThat(row.agreement()).isEqualTo(number % 3 == 1 && number != 4 ? 1 : 2.0 / 3);
    assertThat(row.confidence()).isEqualTo(OptionalDouble.of(1));
  }

  private void showsNoKey(List<CandidateRow> kept) throws IOException {
    List<String> prompts =
        Arrays.asList(Files.readString(folder.resolve("prompts")).split("\n---\n"));
    assertThat(prompts).allSatisfy(prompt -> assertThat(prompt).doesNotContain("Go.", "Help."));
    assertThat(prompts)
        .containsAll(
            kept.stream()
                .map(
                    row ->
                        "%s\n\n%s\nA. %s\nB. %s\nJust output the choice:"
                            .formatted(
                                row.situation(),
                                row.question(),
                                row.options().get(0),
                                row.options().get(1)))
                .toList());
  }

  private void countsEachAnswerOnce(Run run, Map<String, JudgementRow> judgements)
      throws IOException {
    List<String> asked = lines(folder, "judged");
    assertThat(asked)
        .doesNotHaveDuplicates()
        .hasSize(judgements.size() * ScriptedJudge.ANSWERS)
        .doesNotContainAnyElementsOf(
            run.records(RequestRow.TABLE).stream().map(RequestRow::requestId).toList());
    assertThat(run.records(WasteRow.TABLE)).isEmpty();
    long judged = judgements.values().stream().mapToLong(JudgementRow::costMicrodollars).sum();
    assertThat(judged).isEqualTo((asked.size() - 1) * ScriptedJudge.MICRODOLLARS);
    assertThat(spend(run))
        .containsEntry(
            "a",
            judged + run.records(RequestRow.TABLE).size() * ScriptedRemoteTeacher.MICRODOLLARS);
  }

  private void anotherRunPaysNothing() throws IOException {
    int asked = lines(folder, "judged").size();
    try (Run run = run("b", JUDGE, KEEP)) {
      generate(run, Calls.ALLOWED);
      // The refused request is asked again, since the log has no answer.
      assertThat(lines(folder, "judged")).hasSize(asked + 1);
      assertThat(run.records(JudgementRow.TABLE))
          .allSatisfy(row -> assertThat(row.costMicrodollars()).isZero());
      assertThat(spend(run)).containsEntry("b", 0L).hasSize(2);
    }
  }

  /** Otherwise Spark would parse the teacher's answers for each step of the judging again. */
  @Test
  void holdsTheQuestionsOfAWaveWhileTheyAreJudgedAndNoLonger() throws TimeoutException {
    SparkContext spark = LocalSpark.session().sparkContext();
    Set<Integer> held = ConcurrentHashMap.newKeySet();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
            JavaConverters.seqAsJavaList(submitted.stageInfo().rddInfos()).stream()
                .filter(rdd -> rdd.name().equals(PlannedWaves.JUDGED))
                .filter(rdd -> rdd.storageLevel().useDisk())
                .forEach(rdd -> held.add(submitted.stageInfo().stageId()));
          }
        };
    spark.addSparkListener(listener);
    try (Run run = run("a", JUDGE, KEEP, "split={train: 4, validation: 1, subsets: [4]}")) {
      generate(run, Calls.ALLOWED);
      spark.listenerBus().waitUntilEmpty();
    } finally {
      spark.removeSparkListener(listener);
    }
    assertThat(held).as("stages that read them").hasSizeGreaterThan(2);
    assertThat(JavaConverters.mapAsJavaMap(spark.getPersistentRDDs()).values())
        .as("held afterwards")
        .noneMatch(rdd -> PlannedWaves.JUDGED.equals(((RDD<?>) rdd).name()));
  }

  @Test
  void keepsAllQuestionsWhereNoAgreementIsAskedFor() throws IOException {
    String small = "split={train: 16, validation: 4, subsets: [16]}";
    try (Run run = run("a", JUDGE, small, "synthesis.groupSize=4")) {
      generate(
          run,
          config -> ScriptedTeacher.of(folder, folder.resolve("asked")),
          config -> Optional.of(ScriptedJudge.of(folder).inProcess()),
          Calls.ALLOWED);

      List<CandidateRow> candidates = run.records(CandidateRow.TABLE);
      assertThat(judgements(run).keySet())
          .containsExactlyInAnyOrderElementsOf(
              candidates.stream().map(CandidateRow::candidateId).toList());
      assertThat(run.records(JudgementRow.TABLE))
          .extracting(JudgementRow::agreement)
          .contains(0.0, 2.0 / 3, 1.0);
      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::reason)
          .doesNotContain("judge-disagrees");
      assertThat(lines(folder, "judged"))
          .doesNotHaveDuplicates()
          .hasSize(candidates.size() * ScriptedJudge.ANSWERS);
      assertThat(spend(run)).containsEntry("a", 0L);
    }
  }

  @Test
  void paysTeacherAndJudgeFromOneBudget() throws IOException {
    try (Run run = run("a", JUDGE, "synthesis.budgetDollars=0.014")) {
      assertThatThrownBy(() -> generate(run, Calls.ALLOWED))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BUDGET))
          .hasMessageContaining("synthesis.budgetDollars is $0.014");
    }
    int teacher = lines(folder, "asked").size();
    int judged = lines(folder, "judged").size();
    assertThat(judged).isPositive();
    // One of the judge's requests was refused, at no cost.
    assertThat(
            teacher * ScriptedRemoteTeacher.MICRODOLLARS
                + (judged - 1) * ScriptedJudge.MICRODOLLARS)
        .isBetween(14_000 - ScriptedJudge.WORST, 14_000L);

    try (Run run = run("a", JUDGE, "synthesis.budgetDollars=10")) {
      generate(run, Calls.ALLOWED);
      assertThat(lines(folder, "asked")).doesNotHaveDuplicates();
      int calls = judgements(run).size() * ScriptedJudge.ANSWERS;
      assertThat(new HashSet<>(lines(folder, "judged"))).hasSize(calls);
      // The refused request again: until the part's end is logged, requests without an answer are
      // asked.
      assertThat(lines(folder, "judged")).hasSize(calls + 1);
    }
  }

  @Test
  void asksAgainOnlyRequestsInFlightAfterAKill() throws Exception {
    List<String> settings = new ArrayList<>(List.of(SETTINGS));
    settings.addAll(List.of(JUDGE, KEEP));
    GenerateProcess.killWhileWaiting(folder, "judged", 40, settings.toArray(String[]::new));
    int teacher = lines(folder, "asked").size();
    int before = lines(folder, "judged").size();
    int sent = GenerateProcess.events(folder, "sent") - teacher;
    int settled = GenerateProcess.events(folder, "settled") - teacher;
    int lost = sent - settled - GenerateProcess.events(folder, "failed");
    assertThat(before).isLessThanOrEqualTo(sent);
    assertThat(lost).as("requests in flight").isPositive();

    try (Run run = run("a", JUDGE, KEEP)) {
      generate(run, Calls.ALLOWED);
      assertThat(lines(folder, "asked")).doesNotHaveDuplicates();
      Map<String, JudgementRow> judgements = judgements(run);
      int calls = judgements.size() * ScriptedJudge.ANSWERS;
      assertThat(new HashSet<>(lines(folder, "judged"))).hasSize(calls);
      assertThat(lines(folder, "judged")).hasSize(before + calls - settled);
      assertThat(run.records(WasteRow.TABLE))
          .hasSize(lost)
          .allSatisfy(row -> assertThat(row.reason()).isEqualTo("lost"))
          .allSatisfy(row -> assertThat(row.costMicrodollars()).isEqualTo(ScriptedJudge.WORST));
      assertThat(spend(run))
          .containsEntry(
              "a",
              run.records(RequestRow.TABLE).size() * ScriptedRemoteTeacher.MICRODOLLARS
                  + (calls - 1) * ScriptedJudge.MICRODOLLARS
                  + lost * ScriptedJudge.WORST);
    }
  }

  private Run run(String id, String... more) {
    List<String> settings = new ArrayList<>(List.of(SETTINGS));
    settings.addAll(List.of(more));
    return LocalSpark.run(folder, id, settings.toArray(String[]::new));
  }

  private void generate(Run run, Calls calls) {
    generate(
        run,
        config -> ScriptedRemoteTeacher.of(folder, Script.plain()),
        config -> Optional.of(ScriptedJudge.of(folder)),
        calls);
  }

  private static void generate(
      Run run,
      Function<RunConfig, Teacher> teachers,
      Function<RunConfig, Optional<Teacher>> judges,
      Calls calls) {
    new GenerateStage(teachers, judges, calls).run(run);
  }

  /** The number in the question; 0 for the seed question. */
  private static int number(CandidateRow row) {
    return Integer.parseInt("0" + row.question().replaceAll("\\D", ""));
  }

  private static Map<String, JudgementRow> judgements(Run run) {
    Map<String, JudgementRow> judgements = new TreeMap<>();
    for (JudgementRow row : run.records(JudgementRow.TABLE)) {
      assertThat(judgements.put(row.candidateId(), row)).isNull();
    }
    return judgements;
  }

  /** The payments of each run, from the view. */
  private static Map<String, Long> spend(Run run) {
    Views.register(run.spark(), run.warehouse());
    return run.spark().sql("SELECT run_id, spent_microdollars FROM spend").collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
  }
}
