package org.wordsight.jobs;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.data.Candidate;
import org.wordsight.jobs.curation.CandidateSelection;
import org.wordsight.jobs.curation.Curation;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.AxisUses;
import org.wordsight.jobs.synthesis.CallLog;
import org.wordsight.jobs.synthesis.Judging;
import org.wordsight.jobs.synthesis.RequestPlan;
import org.wordsight.jobs.synthesis.SynthesisInputs;
import org.wordsight.jobs.synthesis.SynthesisRows;
import org.wordsight.synthesis.AxisSampler;
import org.wordsight.synthesis.WavePlan;

/**
 * The waves of a run's plan, one after another. A wave is planned when the answers of the one
 * before it are in the log, since their curation decides its size.
 */
final class PlannedWaves {
  private final Run run;
  private final JavaSparkContext spark;
  private final SynthesisInputs inputs;
  private final CallLog log;
  private final RequestPlan plan;
  private final Optional<Judging> judging;
  private final Curation curation;
  private SynthesisRows rows;
  private int kept;

  /**
   * @param judging asks a judge about the questions of each wave, before they are curated
   */
  PlannedWaves(
      Run run,
      JavaSparkContext spark,
      SynthesisInputs inputs,
      CallLog log,
      RequestPlan plan,
      Optional<Judging> judging) {
    this.run = run;
    this.spark = spark;
    this.inputs = inputs;
    this.log = log;
    this.plan = plan;
    this.judging = judging;
    this.curation = Curation.of(run.config());
    this.rows = new SynthesisRows(log, inputs, run.id(), plan);
  }

  /**
   * Plans wave after wave, until enough questions survive curation, the plan's limit is reached, or
   * a wave lacks answers.
   *
   * @param answered whether the log holds a wave's answers and its end; it may ask for them
   */
  void follow(Predicate<WavePlan> answered) {
    List<AxisSampler.Use> uses = List.of();
    try (CandidateSelection selection = curation.begin()) {
      for (Optional<WavePlan> wave = plan.next(kept, uses);
          wave.isPresent();
          wave = plan.next(kept, uses)) {
        if (!answered.test(wave.get())) {
          return;
        }
        rows = new SynthesisRows(log, inputs, run.id(), plan);
        selection.add(judged(rows.candidates(spark, wave.get())));
        kept = selection.kept();
        uses = AxisUses.of(plan::axes, selection.decisions());
        run.console()
            .message(
                "generate: %,d requests in %d waves, %,d of %,d questions survive curation"
                    .formatted(plan.requests(), plan.waves().size(), kept, curation.asked()));
      }
    }
  }

  private JavaRDD<Candidate> judged(JavaRDD<Candidate> candidates) {
    judging.ifPresent(judge -> judge.ask(candidates));
    return judging.map(judge -> judge.kept(candidates)).orElse(candidates);
  }

  /** The rows of the waves so far. */
  SynthesisRows rows() {
    return rows;
  }

  /** Questions that survive curation so far. */
  int kept() {
    return kept;
  }

  /** Questions that must survive. */
  int asked() {
    return curation.asked();
  }
}
