package org.wordsight.jobs;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.RunConfig;
import org.wordsight.data.Candidate;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.AskedModel;
import org.wordsight.jobs.synthesis.BatchNotes;
import org.wordsight.jobs.synthesis.CallLog;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.FanOut;
import org.wordsight.jobs.synthesis.Judging;
import org.wordsight.jobs.synthesis.RequestPlan;
import org.wordsight.jobs.synthesis.SynthesisInputs;
import org.wordsight.jobs.synthesis.SynthesisRows;
import org.wordsight.jobs.synthesis.Teachers;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.JudgementRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.WasteRow;
import org.wordsight.teacher.Teacher;

/**
 * The teacher writes questions, wave after wave, until enough of them survive curation or the
 * plan's limit is reached. Before curation, a judge may answer the questions without seeing their
 * keys. The stage writes {@code requests}, {@code waste}, {@code candidates}, {@code rejected} and,
 * with a judge, {@code judgements}.
 *
 * <p>Every answer goes into the request log first. A stage that was killed asks again only for what
 * is not in the log.
 *
 * <p>Curation runs after each wave, but only to count the questions that survive. The stage {@code
 * curate} then runs it on the published candidates and writes its decisions.
 */
public final class GenerateStage {
  private final Function<RunConfig, Teacher> teachers;
  private final Function<RunConfig, Optional<Teacher>> judges;
  private final Calls calls;

  /**
   * @param calls whether the teacher may be asked
   */
  public GenerateStage(Calls calls) {
    this(Teachers::of, Teachers::judge, calls);
  }

  /** For tests, which bring their own teacher. */
  GenerateStage(Function<RunConfig, Teacher> teachers, Calls calls) {
    this(teachers, Teachers::judge, calls);
  }

  /** For tests, which bring their own teacher and judge. */
  GenerateStage(
      Function<RunConfig, Teacher> teachers,
      Function<RunConfig, Optional<Teacher>> judges,
      Calls calls) {
    this.teachers = teachers;
    this.judges = judges;
    this.calls = calls;
  }

  public void run(Run run) {
    SynthesisInputs inputs = SynthesisInputs.read(run.config(), teachers.apply(run.config()));
    CallLog log = CallLog.of(run);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    RequestPlan plan = new RequestPlan(run, inputs);
    Optional<Judging> judging =
        judges.apply(run.config()).map(judge -> new Judging(run, spark, judge, log, calls));
    FanOut fanOut = new FanOut(run, spark, inputs.teacher(), AskedModel.TEACHER, log, calls);
    BatchNotes notes = BatchNotes.of(run);
    boolean batches = calls == Calls.ALLOWED && !notes.areEmpty();
    PlannedWaves waves = new PlannedWaves(run, spark, inputs, log, plan, judging);
    waves.follow(
        wave -> {
          if (batches) {
            fanOut.missing(plan, wave).ifPresent(missing -> warn(run, notes.toCome(missing)));
          }
          if (judging.isPresent()) {
            fanOut.forgetSpending();
          }
          fanOut.ask(plan.ends(), wave);
          return true;
        });

    publish(run, spark, waves.rows(), judging);
    if (waves.kept() < waves.asked()) {
      run.console()
          .message(
              "generate: the plan's limit of %,d requests is reached with %,d of %,d questions."
                  .formatted(inputs.size().limit(), waves.kept(), waves.asked()));
    }
  }

  private static void warn(Run run, List<Integer> toCome) {
    if (!toCome.isEmpty()) {
      run.console()
          .message(
              "warning: %,d requests are in batch files whose results are not read. They are asked now. If the batch is answered too, they are paid twice."
                  .formatted(toCome.size()));
    }
  }

  private static void publish(
      Run run, JavaSparkContext spark, SynthesisRows rows, Optional<Judging> judging) {
    JavaRDD<WasteRow> waste = rows.waste(spark);
    JavaRDD<Candidate> candidates = rows.candidates(spark);
    JavaRDD<RejectedRow> rejected = rows.rejected(spark);
    try (Publication publication = run.publication("generate")) {
      if (judging.isPresent()) {
        JavaRDD<Candidate> asked = candidates;
        publication.write(
            JudgementRow.TABLE,
            judging.get().judgements(asked).map(one -> JudgementRow.TABLE.row(one)));
        waste = judging.get().withoutAnswers(waste, asked);
        candidates = judging.get().kept(asked);
        rejected = rejected.union(judging.get().rejected(asked));
      }
      publication.write(
          RequestRow.TABLE, rows.requests(spark).map(request -> RequestRow.TABLE.row(request)));
      publication.write(WasteRow.TABLE, waste.map(one -> WasteRow.TABLE.row(one)));
      publication.write(
          CandidateRow.TABLE,
          candidates.map(candidate -> CandidateRow.TABLE.row(CandidateRow.of(candidate))));
      publication.write(RejectedRow.TABLE, rejected.map(one -> RejectedRow.TABLE.row(one)));
      publication.commit();
    }
  }
}
