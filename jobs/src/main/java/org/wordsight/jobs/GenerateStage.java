package org.wordsight.jobs;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.RunConfig;
import org.wordsight.jobs.curation.CandidateSelection;
import org.wordsight.jobs.curation.Curation;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.AxisUses;
import org.wordsight.jobs.synthesis.RequestLog;
import org.wordsight.jobs.synthesis.RequestPlan;
import org.wordsight.jobs.synthesis.SynthesisInputs;
import org.wordsight.jobs.synthesis.SynthesisRows;
import org.wordsight.jobs.synthesis.TeacherCalls;
import org.wordsight.jobs.synthesis.Teachers;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.synthesis.AxisSampler;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.teacher.GroupTeacher;
import org.wordsight.teacher.Teacher;

/**
 * The teacher writes questions, wave after wave, until enough of them survive curation or the
 * plan's limit is reached. The stage writes {@code requests}, {@code candidates} and {@code
 * rejected}.
 *
 * <p>Every answer goes into the request log first. A stage that was killed asks again only for the
 * groups that are not in the log.
 *
 * <p>Curation runs after each wave, but only to count the questions that survive. The stage {@code
 * curate} then runs it on the published candidates and writes its decisions.
 */
public final class GenerateStage {
  private final Function<RunConfig, Teacher> teachers;

  public GenerateStage() {
    this(Teachers::of);
  }

  /** For tests, which bring their own teacher. */
  GenerateStage(Function<RunConfig, Teacher> teachers) {
    this.teachers = teachers;
  }

  public void run(Run run) {
    SynthesisInputs inputs = SynthesisInputs.read(run.config(), teachers.apply(run.config()));
    Curation curation = Curation.of(run.config());
    RequestLog log = RequestLog.of(run);
    TeacherCalls calls =
        new TeacherCalls(log, inGroups(inputs.teacher()), inputs.planner().parameters());
    SynthesisRows rows = new SynthesisRows(log, inputs);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());

    RequestPlan plan = new RequestPlan(run, inputs);
    int kept = 0;
    List<AxisSampler.Use> uses = List.of();
    for (List<PlannedGroup> wave = plan.nextWave(kept, uses);
        !wave.isEmpty();
        wave = plan.nextWave(kept, uses)) {
      calls.ask(spark, run.console(), wave);
      try (CandidateSelection selection = curation.begin()) {
        selection.add(rows.candidates(spark, plan.groups()));
        kept = selection.kept();
        uses = AxisUses.of(plan.groups(), selection.result());
      }
      run.console()
          .message(
              "generate: %,d requests in %d waves, %,d of %,d questions survive curation"
                  .formatted(plan.requests(), plan.waves(), kept, curation.asked()));
    }

    publish(run, spark, plan.groups(), rows);
    if (kept < curation.asked()) {
      run.console()
          .message(
              "generate: the plan's limit of %,d requests is reached with %,d of %,d questions."
                  .formatted(inputs.size().limit(), kept, curation.asked()));
    }
  }

  private static GroupTeacher inGroups(Teacher teacher) {
    if (teacher instanceof GroupTeacher inGroups) {
      return inGroups;
    }
    throw new IllegalStateException("the run file refuses " + teacher.name());
  }

  private static void publish(
      Run run, JavaSparkContext spark, List<PlannedGroup> groups, SynthesisRows rows) {
    try (Publication publication = run.publication("generate")) {
      publication.write(
          RequestRow.TABLE,
          rows.requests(spark, groups).map(request -> RequestRow.TABLE.row(request)));
      publication.write(
          CandidateRow.TABLE,
          rows.candidates(spark, groups)
              .map(candidate -> CandidateRow.TABLE.row(CandidateRow.of(candidate))));
      publication.write(
          RejectedRow.TABLE,
          rows.rejected(spark, groups).map(rejected -> RejectedRow.TABLE.row(rejected)));
      publication.commit();
    }
  }
}
