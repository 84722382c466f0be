package org.wordsight.jobs;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.wordsight.data.Candidate;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.jobs.curation.CandidateSelection;
import org.wordsight.jobs.curation.Curation;
import org.wordsight.jobs.curation.FixedMeaning;
import org.wordsight.jobs.curation.RunHistory;
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
 * The waves of a run's plan, one after another. A wave is planned when the log holds the answers of
 * the wave before. The curation of those answers decides the next wave's size.
 */
final class PlannedWaves {
  /** The name that Spark's pages show for the questions of the wave that is judged. */
  static final String JUDGED = "questions of a wave";

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
   * @param answered whether the log holds a wave's answers and its end; the function may first ask
   *     the teacher
   */
  void follow(Predicate<WavePlan> answered) {
    List<AxisSampler.Use> uses = List.of();
    Curation fixed = FixedMeaning.of(run, curation);
    try (KeptHistory history = RunHistory.open(run, fixed.rules());
        CandidateSelection selection = fixed.begin(history, run.console())) {
      for (Optional<WavePlan> wave = plan.next(kept, uses);
          wave.isPresent();
          wave = plan.next(kept, uses)) {
        if (!answered.test(wave.get())) {
          return;
        }
        rows = new SynthesisRows(log, inputs, run.id(), plan);
        add(rows.candidates(spark, wave.get()), selection);
        kept = selection.kept();
        uses = AxisUses.of(plan::axes, selection.decisions());
        run.console()
            .message(
                "generate: %,d requests in %d waves, %,d of %,d questions survive curation"
                    .formatted(plan.requests(), plan.waves().size(), kept, curation.asked()));
      }
    }
  }

  private void add(JavaRDD<Candidate> candidates, CandidateSelection selection) {
    if (judging.isEmpty()) {
      selection.add(candidates, Optional.empty());
      return;
    }
    // Otherwise each step below would parse the teacher's answers again.
    JavaRDD<Candidate> held =
        candidates.setName(JUDGED).persist(StorageLevel.MEMORY_AND_DISK_SER());
    try {
      add(held, judging.get(), selection);
    } finally {
      held.unpersist(false);
    }
  }

  private void add(JavaRDD<Candidate> candidates, Judging judge, CandidateSelection selection) {
    judge.ask(candidates);
    boolean prefers = run.config().curation().selection().prefers();
    Optional<JavaPairRDD<String, Double>> agreement =
        prefers ? Optional.of(judge.agreement(candidates)) : Optional.empty();
    selection.add(judge.kept(candidates), agreement);
  }

  /**
   * The rows of the waves so far. With a judge the log is read again. Spark keeps the rows that it
   * read before the judge was asked, and these lack the cost of the judge's failed calls.
   */
  SynthesisRows rows() {
    return judging.isPresent() ? new SynthesisRows(log, inputs, run.id(), plan) : rows;
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
