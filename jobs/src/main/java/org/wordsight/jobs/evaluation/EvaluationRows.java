package org.wordsight.jobs.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wordsight.data.Sha256;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.AnswerExtractor;
import org.wordsight.evaluate.BrokenRow;
import org.wordsight.evaluate.ExtractedAnswer;
import org.wordsight.evaluate.PairedComparison;
import org.wordsight.evaluate.Prediction;
import org.wordsight.evaluate.PredictionLogEntry;
import org.wordsight.evaluate.Scores;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.evaluation.EvaluationTask.Kind;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CaptionRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;

/** Makes the table rows of an evaluation. */
public final class EvaluationRows {
  private static final String STAGE = "evaluate";

  private final VivaBenchmark benchmark;
  private final Map<String, VivaItem> items;
  private final Map<EvaluationTask, List<PredictionLogEntry>> logged;
  private final Map<String, AdapterRow> adapters;

  public EvaluationRows(
      VivaBenchmark benchmark,
      Map<EvaluationTask, List<PredictionLogEntry>> logged,
      List<AdapterRow> adapters) {
    this.benchmark = benchmark;
    this.items =
        benchmark.items().stream().collect(Collectors.toMap(VivaItem::id, Function.identity()));
    this.logged = logged;
    this.adapters =
        adapters.stream().collect(Collectors.toMap(AdapterRow::adapterId, Function.identity()));
  }

  /** One row for each caption. */
  public List<CaptionRow> captions() {
    List<CaptionRow> rows = new ArrayList<>();
    logged.forEach(
        (task, entries) -> {
          if (task.kind() == Kind.WRITE_CAPTION) {
            entries.stream()
                .filter(PredictionLogEntry::asked)
                .map(
                    entry ->
                        new CaptionRow(
                            entry.itemId(),
                            task.model().name(),
                            entry.text(),
                            entry.image().sha256(),
                            entry.image().width(),
                            entry.image().height(),
                            entry.image().pixelsSha256()))
                .forEach(rows::add);
          }
        });
    return rows;
  }

  /** One row for each item, arm and model. */
  public List<PredictionRow> predictions() {
    List<PredictionRow> rows = new ArrayList<>();
    logged.forEach(
        (task, entries) -> {
          task.arm()
              .ifPresent(arm -> entries.forEach(entry -> rows.add(prediction(task, arm, entry))));
        });
    return rows;
  }

  private PredictionRow prediction(EvaluationTask task, String arm, PredictionLogEntry entry) {
    VivaItem item = items.get(entry.itemId());
    ExtractedAnswer extracted =
        entry.asked()
            ? AnswerExtractor.extract(entry.text(), item.optionTexts())
            : ExtractedAnswer.invalid(entry.missing());
    return new PredictionRow(
        VivaBenchmark.NAME,
        item.id(),
        task.model().name(),
        task.evaluated().adapter(),
        arm,
        entry.prompt(),
        Sha256.plain(entry.prompt()),
        entry.text(),
        extracted.letter(),
        extracted.rule(),
        entry.logProbabilities(),
        item.gold(),
        item.goldRepaired(),
        item.category(),
        item.repair().label(),
        Sha256.plain(item.optionLines()),
        present(entry.image().sha256()),
        present(entry.image().width()),
        present(entry.image().height()),
        present(entry.image().pixelsSha256()),
        AnswerExtractor.VERSION,
        entry.promptTokens(),
        entry.answerTokens(),
        entry.seconds());
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(given -> !given.isEmpty());
  }

  private static OptionalInt present(int side) {
    return side > 0 ? OptionalInt.of(side) : OptionalInt.empty();
  }

  /** Broken rows of the annotation, and items that could not be shown to a model. */
  public List<RejectedRow> rejected() {
    Map<List<String>, RejectedRow> rows = new LinkedHashMap<>();
    for (BrokenRow row : benchmark.broken()) {
      rows.put(
          List.of(row.sourceId(), row.reason()),
          new RejectedRow(STAGE, row.sourceId(), row.reason(), row.detail(), row.raw()));
    }
    logged.forEach(
        (task, entries) -> {
          for (PredictionLogEntry entry : entries) {
            if (!entry.asked()) {
              rows.putIfAbsent(
                  List.of(entry.itemId(), entry.missing()),
                  new RejectedRow(
                      STAGE,
                      entry.itemId(),
                      entry.missing(),
                      entry.detail(),
                      items.get(entry.itemId()).imageFile()));
            }
          }
          if (task.kind() == Kind.GIVEN) {
            withoutSituation()
                .forEach(row -> rows.putIfAbsent(List.of(row.sourceId(), row.reason()), row));
          }
        });
    return List.copyOf(rows.values());
  }

  private List<RejectedRow> withoutSituation() {
    return benchmark.items().stream()
        .filter(item -> item.situation().isEmpty())
        .map(
            item ->
                new RejectedRow(
                    STAGE,
                    item.id(),
                    "no-situation",
                    "index %s: situation_description is missing, expected a text for the arm given"
                        .formatted(item.id()),
                    ""))
        .toList();
  }

  /** Every model's scores in every arm. */
  public List<AccuracyRow> accuracies(List<PredictionRow> predictions) {
    List<AccuracyRow> rows = new ArrayList<>();
    bySeries(predictions)
        .forEach(
            (series, predicted) -> {
              Optional<AdapterRow> adapter = series.adapterId().map(adapters::get);
              Scores.accuracies(predicted).forEach(a -> rows.add(row(series, adapter, a)));
            });
    return rows;
  }

  private static AccuracyRow row(Series series, Optional<AdapterRow> adapter, Accuracy accuracy) {
    return new AccuracyRow(
        VivaBenchmark.NAME,
        series.model(),
        series.adapterId(),
        adapter.map(AdapterRow::teacher),
        adapter.map(a -> OptionalInt.of(a.trainSize())).orElse(OptionalInt.empty()),
        series.arm(),
        accuracy.scoring().label(),
        accuracy.category(),
        accuracy.n(),
        accuracy.correct(),
        accuracy.fraction(),
        accuracy.interval().low(),
        accuracy.interval().high());
  }

  /** Every adapter compared with its base, arm by arm. */
  public List<ComparisonRow> comparisons(List<PredictionRow> predictions) {
    List<ComparisonRow> rows = new ArrayList<>();
    Map<Series, List<Prediction>> bySeries = bySeries(predictions);
    bySeries.forEach(
        (series, after) ->
            series
                .adapterId()
                .ifPresent(
                    id -> {
                      Series base = new Series(series.model(), Optional.empty(), series.arm());
                      Scores.comparisons(bySeries.getOrDefault(base, List.of()), after)
                          .forEach(c -> rows.add(row(series, id, c)));
                    }));
    return rows;
  }

  private static ComparisonRow row(Series series, String adapterId, PairedComparison comparison) {
    return new ComparisonRow(
        VivaBenchmark.NAME,
        series.model(),
        adapterId,
        series.arm(),
        comparison.scoring().label(),
        comparison.n(),
        comparison.gained(),
        comparison.lost(),
        comparison.difference(),
        comparison.interval().low(),
        comparison.interval().high(),
        comparison.pMcNemar());
  }

  private record Series(String model, Optional<String> adapterId, String arm) {}

  /** The predictions of each model in each arm. */
  private static Map<Series, List<Prediction>> bySeries(List<PredictionRow> predictions) {
    return predictions.stream()
        .collect(
            Collectors.groupingBy(
                row -> new Series(row.model(), row.adapterId(), row.arm()),
                LinkedHashMap::new,
                Collectors.mapping(PredictionRow::prediction, Collectors.toList())));
  }
}
