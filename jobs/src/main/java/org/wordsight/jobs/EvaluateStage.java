package org.wordsight.jobs;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wordsight.evaluate.LoggedAnswer;
import org.wordsight.jobs.evaluation.Benchmark;
import org.wordsight.jobs.evaluation.ExamRows;
import org.wordsight.jobs.evaluation.Examination;
import org.wordsight.jobs.evaluation.Lineup;
import org.wordsight.jobs.evaluation.ModelRespondents;
import org.wordsight.jobs.evaluation.Question;
import org.wordsight.jobs.evaluation.Respondents;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CaptionRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;

/**
 * The benchmark, before and after: reads the annotation, its images and this run's adapters, asks
 * base and adapters in every arm, writes captions, predictions, their scores and comparisons, and
 * what had to be refused.
 */
public final class EvaluateStage {
  private static final int LISTED = 10;

  private final Respondents respondents;

  public EvaluateStage() {
    this(new ModelRespondents());
  }

  EvaluateStage(Respondents respondents) {
    this.respondents = respondents;
  }

  public void run(Run run) {
    Benchmark benchmark = Benchmark.read(run.config().evaluation());
    List<AdapterRow> adapters = run.records(AdapterRow.TABLE);
    Lineup lineup = Lineup.of(run.config().models(), run.config().evaluation().arms(), adapters);
    Map<Question, List<LoggedAnswer>> answers =
        new Examination(run, respondents).hold(lineup, benchmark.items());

    ExamRows rows = new ExamRows(benchmark, answers, adapters);
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
