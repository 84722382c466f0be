package org.wordsight.jobs;

import static java.util.Comparator.comparing;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wordsight.config.RunConfig;
import org.wordsight.evaluate.PredictionLogEntry;
import org.wordsight.jobs.evaluation.CheckpointSessions;
import org.wordsight.jobs.evaluation.Evaluation;
import org.wordsight.jobs.evaluation.EvaluationPlan;
import org.wordsight.jobs.evaluation.EvaluationRows;
import org.wordsight.jobs.evaluation.EvaluationTask;
import org.wordsight.jobs.evaluation.ModelSessions;
import org.wordsight.jobs.evaluation.VivaBenchmark;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CaptionRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;

/**
 * Evaluates the models before and after training. The stage reads the annotation, its images and
 * this run's adapters. It asks the base and the adapters in every arm. It writes captions,
 * predictions, scores, comparisons and the refused items.
 */
public final class EvaluateStage {
  private static final int LISTED = 10;

  private final Function<RunConfig, ModelSessions> sessions;

  public EvaluateStage() {
    this.sessions = config -> new CheckpointSessions(config.gpu().answerBudgetBytes());
  }

  EvaluateStage(ModelSessions sessions) {
    this.sessions = config -> sessions;
  }

  public void run(Run run) {
    VivaBenchmark benchmark = VivaBenchmark.read(run.config().evaluation());
    List<AdapterRow> adapters =
        run.records(AdapterRow.TABLE).stream()
            .map(row -> row.at(run.adapterPlace(row.adapterId(), row.path())))
            .sorted(comparing(AdapterRow::trainSize).thenComparing(AdapterRow::adapterId))
            .toList();
    EvaluationPlan plan =
        EvaluationPlan.of(run.config().models(), run.config().evaluation().arms(), adapters);
    Map<EvaluationTask, List<PredictionLogEntry>> answers =
        new Evaluation(run, sessions.apply(run.config())).run(plan, benchmark.items());

    EvaluationRows rows = new EvaluationRows(benchmark, answers, adapters);
    List<PredictionRow> predictions = rows.predictions();
    List<RejectedRow> rejected = rows.rejected();
    try (Publication out = run.publication("evaluate")) {
      out.write(CaptionRow.TABLE, rows.captions());
      out.write(PredictionRow.TABLE, predictions);
      out.write(AccuracyRow.TABLE, rows.accuracies(predictions));
      out.write(ComparisonRow.TABLE, rows.comparisons(predictions));
      out.write(RejectedRow.TABLE, rejected);
      out.commit();
    }
    tellWhatIsMissing(run, rejected);
  }

  private static void tellWhatIsMissing(Run run, List<RejectedRow> rejected) {
    rejected.stream()
        .collect(Collectors.groupingBy(RejectedRow::reason))
        .forEach(
            (reason, rows) ->
                run.console()
                    .message(
                        "evaluate: %d benchmark %s: %s (%s%s); see the table rejected"
                            .formatted(
                                rows.size(),
                                rows.size() == 1 ? "item" : "items",
                                reason.replace('-', ' '),
                                rows.stream()
                                    .limit(LISTED)
                                    .map(RejectedRow::sourceId)
                                    .collect(Collectors.joining(", ")),
                                rows.size() > LISTED ? ", …" : "")));
  }
}
