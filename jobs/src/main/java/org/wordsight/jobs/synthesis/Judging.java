package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.JudgeConfig;
import org.wordsight.data.Candidate;
import org.wordsight.dedup.Rank;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.DriverParts;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.synthesis.JudgedRows.Judged;
import org.wordsight.jobs.synthesis.JudgedRows.Paid;
import org.wordsight.jobs.synthesis.RequestPlan.Planned;
import org.wordsight.jobs.synthesis.WaveEnds.GivenUp;
import org.wordsight.jobs.table.JudgementRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.WasteRow;
import org.wordsight.judge.JudgeBatch;
import org.wordsight.judge.JudgePlanner;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.PromptTemplate.Purpose;
import org.wordsight.prompt.QuestionJson;
import org.wordsight.synthesis.RejectionReason;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.Teacher;
import org.wordsight.teacher.TeacherChat;
import scala.Tuple2;

/**
 * A judge answers the questions of a run without their key. The judge's requests use the same log
 * and the same budget as the teacher's.
 */
public final class Judging {
  private static final String STAGE = "generate";

  /**
   * The number of questions that are in the driver's memory at once, and that are sent to each
   * task.
   */
  private static final int QUESTIONS_IN_A_BATCH = 16_384;

  private final Run run;
  private final JavaSparkContext spark;
  private final Teacher judge;
  private final OptionalDouble keepAgreement;
  private final JudgePlanner planner;
  private final CallLog log;
  private final FanOut fanOut;
  private final SegmentLog<Planned> planned;
  private final WaveEnds ends;
  private final Map<String, FailureKind> givenUp = new HashMap<>();
  private JavaRDD<Candidate> lastAsked;
  private JavaRDD<Judged> lastJudged;
  private int batches;
  private int questions;

  /**
   * Reads the judge's chat template.
   *
   * @throws WordsightException if the judge has no usable chat template
   */
  public Judging(Run run, JavaSparkContext spark, Teacher judge, CallLog log, Calls calls) {
    JudgeConfig config = run.config().judge().orElseThrow();
    this.run = run;
    this.spark = spark;
    this.judge = judge;
    this.keepAgreement = config.keepAgreement();
    this.log = log;
    this.planner =
        new JudgePlanner(
            PromptTemplate.of(Purpose.JUDGE, config.prompt()),
            new TeacherChat(judge),
            new RequestParameters(
                judge.fingerprint(),
                config.model().temperature(),
                config.model().topP(),
                config.maximumNewTokens()),
            config.answers(),
            judge instanceof RemoteTeacher,
            run.config().synthesis().seed());
    this.fanOut = new FanOut(run, spark, judge, AskedModel.JUDGE, log, calls);
    this.planned = run.log("judging-parts", Planned.class);
    this.ends = new WaveEnds(run, "judging-ends");
  }

  /**
   * Asks the judge those of these questions whose answers the log lacks.
   *
   * @param candidates of one wave, which were not judged before; read several times, so they should
   *     be in Spark's storage
   * @throws WordsightException exit code 6 where the budget is reached, 4 where the judge does not
   *     answer, 3 where calls are forbidden and an answer is missing
   */
  public void ask(JavaRDD<Candidate> candidates) {
    fanOut.forgetSpending();
    JavaRDD<Candidate> sorted =
        candidates.sortBy(Rank::of, true, DriverParts.of(candidates.count()));
    List<Candidate> batch = new ArrayList<>();
    for (Iterator<Candidate> next = sorted.toLocalIterator(); next.hasNext(); ) {
      batch.add(next.next());
      if (batch.size() == QUESTIONS_IN_A_BATCH || !next.hasNext()) {
        ask(JudgeBatch.after(batches, questions, planner, batch));
        batch.clear();
      }
    }
  }

  private void ask(JudgeBatch batch) {
    plan(batch);
    fanOut.ask(ends, batch);
    for (GivenUp one : ends.of(batch.wave()).orElseThrow().givenUp()) {
      batch
          .group(one.number())
          .requests()
          .forEach(request -> givenUp.put(request.id(), one.kind()));
    }
    batches++;
    questions += batch.candidates().size();
  }

  private void plan(JudgeBatch batch) {
    List<Planned> plan = List.of(new Planned(batch.wave(), batch.hash()));
    String name = WaveEnds.name(batch.wave());
    Optional<List<Planned>> before = planned.whole(name);
    if (before.isPresent() && !before.get().equals(plan)) {
      throw WordsightException.input(
          "Cannot continue run %s: part %d of the judge's requests was planned otherwise, so the judge's files have changed since. Restore them, or begin a new run with another --run-id."
              .formatted(run.id(), batch.wave().number()));
    }
    if (before.isEmpty()) {
      planned.append(name, plan);
    }
  }

  /** The questions with whose key the judge agrees often enough for the run file. */
  public JavaRDD<Candidate> kept(JavaRDD<Candidate> asked) {
    OptionalDouble least = keepAgreement;
    if (least.isEmpty()) {
      return asked;
    }
    double share = least.getAsDouble();
    return judged(asked).filter(one -> one.judgement().agreement() >= share).map(Judged::candidate);
  }

  /** The other questions. */
  public JavaRDD<RejectedRow> rejected(JavaRDD<Candidate> asked) {
    double share = keepAgreement.orElse(0);
    return judged(asked)
        .filter(one -> one.judgement().agreement() < share)
        .map(one -> rejected(one, share));
  }

  private static RejectedRow rejected(Judged one, double share) {
    return new RejectedRow(
        STAGE,
        one.candidate().id(),
        RejectionReason.JUDGE_DISAGREES.text(),
        String.format(
            Locale.ROOT,
            "%d of the judge's %d answers are the key %s, expected a share of at least %s (judge.keepAgreement)",
            one.judgement().agreeing(),
            one.judgement().answers().size(),
            one.judgement().key(),
            share),
        QuestionJson.line(one.candidate().question()));
  }

  /** The share of a question's answers that are the key, by the question's id. */
  public JavaPairRDD<String, Double> agreement(JavaRDD<Candidate> asked) {
    return judged(asked)
        .mapToPair(one -> new Tuple2<>(one.candidate().id(), one.judgement().agreement()));
  }

  /** A row for each question. */
  public JavaRDD<JudgementRow> judgements(JavaRDD<Candidate> asked) {
    String name = judge.name();
    return judged(asked).map(one -> row(name, one));
  }

  private static JudgementRow row(String judge, Judged one) {
    return new JudgementRow(
        one.candidate().id(),
        judge,
        one.judgement().answers().stream().map(answer -> answer.letter()).toList(),
        one.judgement().answers().stream().map(answer -> answer.raw()).toList(),
        one.judgement().agreement(),
        one.judgement().confidence(),
        one.microdollars());
  }

  /** The rows of wasted attempts: the given rows, without the answers of the judge that count. */
  public JavaRDD<WasteRow> withoutAnswers(JavaRDD<WasteRow> waste, JavaRDD<Candidate> asked) {
    JavaPairRDD<Tuple2<String, Integer>, Paid> paid =
        judged(asked)
            .flatMap(one -> one.paid().iterator())
            .mapToPair(one -> new Tuple2<>(new Tuple2<>(one.requestId(), one.attempt()), one));
    return waste
        .mapToPair(row -> new Tuple2<>(new Tuple2<>(row.requestId(), row.attempt()), row))
        .subtractByKey(paid)
        .values();
  }

  /** The judged questions. Spark reads the log once for all results of the same questions. */
  private JavaRDD<Judged> judged(JavaRDD<Candidate> asked) {
    if (lastAsked != asked) {
      lastAsked = asked;
      lastJudged = new JudgedRows(log, planner, givenUp, run.id()).judged(spark, asked);
    }
    return lastJudged;
  }
}
