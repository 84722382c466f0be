package org.wordsight.jobs.reporting;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.wordsight.data.Question;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.Interval;
import org.wordsight.evaluate.PairedComparison;
import org.wordsight.evaluate.Scoring;
import org.wordsight.jobs.evaluation.VivaBenchmark;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.DiversityRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.Table;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.report.Headline;
import org.wordsight.report.ReportData;
import org.wordsight.report.ReportData.Effect;
import org.wordsight.report.ReportData.Point;
import org.wordsight.report.ReportData.Refusal;
import org.wordsight.report.ReportData.RunFacts;
import org.wordsight.report.ReportData.Score;
import org.wordsight.report.ReportData.StageTime;
import org.wordsight.report.ReportData.Training;
import org.wordsight.train.StepRecord;

/** Reads the published tables of a run into the data of its report. */
public final class ReportReader {
  private static final int SAMPLES = 5;
  private static final int LISTED = 12;

  private static final DateTimeFormatter STARTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private final Run run;

  public ReportReader(Run run) {
    this.run = run;
  }

  /** Everything that is published. Other parts of the report are left out. */
  public ReportData read() {
    List<PredictionRow> predictions = run.records(PredictionRow.TABLE);
    ReportData found =
        new ReportData(
            facts(predictions),
            scores(run.records(AccuracyRow.TABLE), controls(run.records(AdapterRow.TABLE))),
            effects(),
            FunnelReader.read(run),
            CurationReader.read(run),
            trainings(),
            samples(),
            run.records(DiversityRow.TABLE).stream().map(DiversityRow::finding).toList(),
            List.of(),
            stages(predictions),
            refusals(),
            List.of());
    Optional<HeadlinePredictions> predictionsOfHeadline =
        Headline.of(found.scores()).map(headline -> new HeadlinePredictions(predictions, headline));
    List<String> notes = new ArrayList<>(generalNotes());
    notes.addAll(AnswerLengths.notes(predictions, run.config()));
    predictionsOfHeadline.ifPresent(some -> notes.addAll(some.notes()));
    return found
        .withFlips(
            predictionsOfHeadline
                .map(some -> some.flips(VivaBenchmark.read(run.config().evaluation()).items()))
                .orElse(List.of()))
        .withNotes(notes);
  }

  private RunFacts facts(List<PredictionRow> predictions) {
    RunState state = run.state();
    return new RunFacts(
        run.id(),
        run.config().name(),
        STARTED.format(Instant.parse(state.startedAt())),
        state.configHash(),
        state.codeVersion(),
        run.config().models().student().name(),
        run.config().teacher().name(),
        VivaBenchmark.NAME,
        (int) predictions.stream().map(PredictionRow::itemId).distinct().count());
  }

  /** The ids of adapters that were trained on shuffled answers. */
  public static Set<String> controls(List<AdapterRow> adapters) {
    return adapters.stream()
        .filter(AdapterRow::control)
        .map(AdapterRow::adapterId)
        .collect(Collectors.toSet());
  }

  /**
   * The scores in rows of the table.
   *
   * @param controls the ids of adapters that were trained on shuffled answers
   */
  public static List<Score> scores(List<AccuracyRow> rows, Set<String> controls) {
    return rows.stream()
        .map(
            row ->
                new Score(
                    row.model(),
                    row.adapterId(),
                    row.adapterId().filter(controls::contains).isPresent(),
                    row.teacher(),
                    row.trainSize(),
                    row.arm(),
                    new Accuracy(
                        scoring(row.scoring()),
                        row.category(),
                        row.n(),
                        row.correct(),
                        new Interval(row.low95(), row.high95()))))
        .toList();
  }

  private List<Effect> effects() {
    Set<String> controls = controls(run.records(AdapterRow.TABLE));
    return run.records(ComparisonRow.TABLE).stream()
        .map(
            row ->
                new Effect(
                    row.model(),
                    row.adapterId(),
                    controls.contains(row.adapterId()),
                    row.arm(),
                    new PairedComparison(
                        scoring(row.scoring()),
                        row.n(),
                        row.gained(),
                        row.lost(),
                        new Interval(row.low95(), row.high95()),
                        row.pMcnemar())))
        .toList();
  }

  private static Scoring scoring(String label) {
    return Arrays.stream(Scoring.values())
        .filter(scoring -> scoring.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private List<Training> trainings() {
    Map<String, List<StepRecord>> steps =
        run.records(TrainStepRow.TABLE).stream()
            .sorted(Comparator.comparingInt(row -> row.step().step()))
            .collect(
                Collectors.groupingBy(
                    TrainStepRow::adapterId,
                    Collectors.mapping(TrainStepRow::step, Collectors.toList())));
    return run.records(AdapterRow.TABLE).stream()
        .sorted(Comparator.comparing(AdapterRow::control).thenComparing(AdapterRow::trainSize))
        .map(adapter -> training(adapter, steps.getOrDefault(adapter.adapterId(), List.of())))
        .toList();
  }

  private static Training training(AdapterRow adapter, List<StepRecord> steps) {
    return new Training(
        adapter.adapterId(),
        adapter.teacher(),
        adapter.trainSize(),
        adapter.control(),
        adapter.steps(),
        adapter.trainableParameters(),
        adapter.validationLoss().orElse(Double.NaN),
        steps.stream().map(step -> new Point(step.step(), step.loss())).toList(),
        steps.stream()
            .flatMap(
                step -> step.validationLoss().stream().map(loss -> new Point(step.step(), loss)))
            .toList());
  }

  /** The first samples in the shuffled order of the split, so they are a random choice. */
  private List<Question> samples() {
    if (!run.has(SampleRow.TABLE)) {
      return List.of();
    }
    return SampleRow.TABLE
        .records(
            run.read(SampleRow.TABLE)
                .where(col("split").equalTo("train"))
                .orderBy("rank")
                .limit(SAMPLES))
        .stream()
        .map(
            row ->
                new Question(
                    row.situation(), row.question(), row.options(), row.answer(), row.rationale()))
        .toList();
  }

  private List<StageTime> stages(List<PredictionRow> predictions) {
    List<StageTime> times = new ArrayList<>();
    for (RunState.StageState stage : run.state().stages()) {
      double seconds = stage.seconds();
      switch (stage.name()) {
        case "generate" -> times.add(generate(seconds));
        case "curate" ->
            times.add(time("curate", seconds, count(CandidateRow.TABLE), "candidates"));
        case "split" -> times.add(time("split", seconds, count(SampleRow.TABLE), "questions"));
        case "train" -> times.add(time("train", seconds, count(TrainStepRow.TABLE), "steps"));
        case "evaluate" ->
            times.add(
                new StageTime(
                    "evaluate",
                    seconds,
                    predictions.size(),
                    "answers",
                    OptionalLong.of(
                        predictions.stream()
                            .mapToLong(row -> row.promptTokens() + row.answerTokens())
                            .sum()),
                    0));
        default -> {
          // The report's own time is not known while it is written.
        }
      }
    }
    return times;
  }

  private StageTime generate(double seconds) {
    if (!run.has(RequestRow.TABLE)) {
      return time("generate", seconds, 0, "answers");
    }
    Row totals =
        run.read(RequestRow.TABLE)
            .agg(
                sum(lit(1L)),
                sum(col("prompt_tokens").plus(col("completion_tokens")).cast("long")),
                sum("cost_dollars"))
            .first();
    return new StageTime(
        "generate",
        seconds,
        totals.isNullAt(0) ? 0 : totals.getLong(0),
        "answers",
        totals.isNullAt(1) ? OptionalLong.empty() : OptionalLong.of(totals.getLong(1)),
        totals.isNullAt(2) ? 0 : totals.getDouble(2));
  }

  private static StageTime time(String stage, double seconds, long amount, String unit) {
    return new StageTime(stage, seconds, amount, unit, OptionalLong.empty(), 0);
  }

  private long count(Table<?> table) {
    return run.has(table) ? run.read(table).count() : 0;
  }

  private List<Refusal> refusals() {
    if (!run.has(RejectedRow.TABLE)) {
      return List.of();
    }
    Map<String, List<String>> items =
        RejectedRow.TABLE
            .records(run.read(RejectedRow.TABLE).where(col("stage").equalTo("evaluate")))
            .stream()
            .collect(
                Collectors.groupingBy(
                    RejectedRow::reason,
                    TreeMap::new,
                    Collectors.mapping(RejectedRow::sourceId, Collectors.toList())));
    return items.entrySet().stream()
        .map(
            entry ->
                new Refusal(
                    entry.getKey(),
                    entry.getValue().size(),
                    entry.getValue().stream().limit(LISTED).toList()))
        .toList();
  }

  private static List<String> generalNotes() {
    return List.of(
        "Decoding is greedy, in each model's own chat template. Every item counts in the denominator;"
            + " an item that could not be shown to the model counts as wrong.",
        "Intervals of an accuracy are Wilson's. Intervals of a change are Tango's score interval for"
            + " paired answers. McNemar's test is exact. All are at 95 %, two-sided. They cover the"
            + " choice of items, not the choice of training seeds or questions.",
        "The headline shows the adapter that learned from the most questions, whatever its"
            + " score: nothing is chosen by its benchmark score. Adapters trained on shuffled"
            + " answers are controls.");
  }
}
