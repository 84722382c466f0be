package org.wordsight.jobs;

import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.RunConfig;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.CallLog;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.FanOut;
import org.wordsight.jobs.synthesis.RequestPlan;
import org.wordsight.jobs.synthesis.SynthesisInputs;
import org.wordsight.jobs.synthesis.SynthesisRows;
import org.wordsight.jobs.synthesis.Teachers;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.WasteRow;
import org.wordsight.teacher.Teacher;

/**
 * The teacher writes questions, wave after wave, until enough of them survive curation or the
 * plan's limit is reached. The stage writes {@code requests}, {@code waste}, {@code candidates} and
 * {@code rejected}.
 *
 * <p>Every answer goes into the request log first. A stage that was killed asks again only for what
 * is not in the log.
 *
 * <p>Curation runs after each wave, but only to count the questions that survive. The stage {@code
 * curate} then runs it on the published candidates and writes its decisions.
 */
public final class GenerateStage {
  private final Function<RunConfig, Teacher> teachers;
  private final Calls calls;

  /**
   * @param calls whether the teacher may be asked
   */
  public GenerateStage(Calls calls) {
    this(Teachers::of, calls);
  }

  /** For tests, which bring their own teacher. */
  GenerateStage(Function<RunConfig, Teacher> teachers, Calls calls) {
    this.teachers = teachers;
    this.calls = calls;
  }

  public void run(Run run) {
    SynthesisInputs inputs = SynthesisInputs.read(run.config(), teachers.apply(run.config()));
    CallLog log = CallLog.of(run);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    RequestPlan plan = new RequestPlan(run, inputs);
    FanOut fanOut = new FanOut(run, spark, inputs, log, calls);
    PlannedWaves waves = new PlannedWaves(run, spark, inputs, log, plan);
    waves.follow(
        wave -> {
          fanOut.ask(plan, wave);
          return true;
        });

    publish(run, spark, waves.rows());
    if (waves.kept() < waves.asked()) {
      run.console()
          .message(
              "generate: the plan's limit of %,d requests is reached with %,d of %,d questions."
                  .formatted(inputs.size().limit(), waves.kept(), waves.asked()));
    }
  }

  private static void publish(Run run, JavaSparkContext spark, SynthesisRows rows) {
    try (Publication publication = run.publication("generate")) {
      publication.write(
          RequestRow.TABLE, rows.requests(spark).map(request -> RequestRow.TABLE.row(request)));
      publication.write(WasteRow.TABLE, rows.waste(spark).map(waste -> WasteRow.TABLE.row(waste)));
      publication.write(
          CandidateRow.TABLE,
          rows.candidates(spark)
              .map(candidate -> CandidateRow.TABLE.row(CandidateRow.of(candidate))));
      publication.write(
          RejectedRow.TABLE, rows.rejected(spark).map(rejected -> RejectedRow.TABLE.row(rejected)));
      publication.commit();
    }
  }
}
