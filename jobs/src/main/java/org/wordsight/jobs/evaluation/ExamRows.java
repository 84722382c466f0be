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
import org.wordsight.evaluate.Answer;
import org.wordsight.evaluate.AnswerExtractor;
import org.wordsight.evaluate.BrokenRow;
import org.wordsight.evaluate.Comparison;
import org.wordsight.evaluate.ExtractedAnswer;
import org.wordsight.evaluate.LoggedAnswer;
import org.wordsight.evaluate.Scores;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.evaluation.Question.Kind;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CaptionRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;

/** What the tables hold of an examination. */
public final class ExamRows {
  private static final String STAGE = "evaluate";

  private final Benchmark benchmark;
  private final Map<String, VivaItem> items;
  private final Map<Question, List<LoggedAnswer>> answers;
  private final Map<String, AdapterRow> adapters;

  public ExamRows(
      Benchmark benchmark, Map<Question, List<LoggedAnswer>> answers, List<AdapterRow> adapters) {
    this.benchmark = benchmark;
    this.items =
        benchmark.items().stream().collect(Collectors.toMap(VivaItem::id, Function.identity()));
    this.answers = answers;
    this.adapters =
        adapters.stream().collect(Collectors.toMap(AdapterRow::adapterId, Function.identity()));
  }

  /** One row for each image that was described. */
  public List<CaptionRow> captions() {
    List<CaptionRow> rows = new ArrayList<>();
    answers.forEach(
        (question, given) -> {
          if (question.kind() == Kind.DESCRIBE) {
            given.stream()
                .filter(LoggedAnswer::asked)
                .map(
                    answer ->
                        new CaptionRow(
                            answer.itemId(),
                            question.model().name(),
                            answer.text(),
                            answer.image().sha256(),
                            answer.image().width(),
                            answer.image().height(),
                            answer.image().pixelsSha256()))
                .forEach(rows::add);
          }
        });
    return rows;
  }

  /** One row for each item, arm and contestant. */
  public List<PredictionRow> predictions() {
    List<PredictionRow> rows = new ArrayList<>();
    answers.forEach(
        (question, given) -> {
          question
              .arm()
              .ifPresent(
                  arm -> given.forEach(answer -> rows.add(prediction(question, arm, answer))));
        });
    return rows;
  }

  private PredictionRow prediction(Question question, String arm, LoggedAnswer answer) {
    VivaItem item = items.get(answer.itemId());
    ExtractedAnswer extracted =
        answer.asked()
            ? AnswerExtractor.extract(answer.text(), item.optionTexts())
            : new ExtractedAnswer(ExtractedAnswer.INVALID, answer.missing());
    return new PredictionRow(
        Benchmark.NAME,
        item.id(),
        question.model().name(),
        question.contestant().adapter(),
        arm,
        answer.prompt(),
        Sha256.plain(answer.prompt()),
        answer.text(),
        extracted.letter(),
        extracted.rule(),
        answer.logProbabilities(),
        item.gold(),
        item.goldRepaired(),
        item.category(),
        item.repair().label(),
        Sha256.plain(item.optionLines()),
        present(answer.image().sha256()),
        present(answer.image().width()),
        present(answer.image().height()),
        present(answer.image().pixelsSha256()),
        AnswerExtractor.VERSION,
        answer.promptTokens(),
        answer.answerTokens(),
        answer.seconds());
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
    answers.forEach(
        (question, given) -> {
          for (LoggedAnswer answer : given) {
            if (!answer.asked()) {
              rows.putIfAbsent(
                  List.of(answer.itemId(), answer.missing()),
                  new RejectedRow(
                      STAGE,
                      answer.itemId(),
                      answer.missing(),
                      answer.detail(),
                      items.get(answer.itemId()).imageFile()));
            }
          }
          if (question.kind() == Kind.GIVEN) {
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

  /** Every contestant's scores in every arm. */
  public List<AccuracyRow> accuracies(List<PredictionRow> predictions) {
    List<AccuracyRow> rows = new ArrayList<>();
    sheets(predictions)
        .forEach(
            (who, sheet) -> {
              Optional<AdapterRow> adapter = who.adapterId().map(adapters::get);
              Scores.accuracies(sheet).forEach(a -> rows.add(row(who, adapter, a)));
            });
    return rows;
  }

  private static AccuracyRow row(Who who, Optional<AdapterRow> adapter, Accuracy accuracy) {
    return new AccuracyRow(
        Benchmark.NAME,
        who.model(),
        who.adapterId(),
        adapter.map(AdapterRow::teacher),
        adapter.map(a -> OptionalInt.of(a.trainSize())).orElse(OptionalInt.empty()),
        who.arm(),
        accuracy.scoring().label(),
        accuracy.category(),
        accuracy.n(),
        accuracy.correct(),
        accuracy.fraction(),
        accuracy.interval().low(),
        accuracy.interval().high());
  }

  /** Every adapter against its base, arm by arm. */
  public List<ComparisonRow> comparisons(List<PredictionRow> predictions) {
    List<ComparisonRow> rows = new ArrayList<>();
    Map<Who, List<Answer>> sheets = sheets(predictions);
    sheets.forEach(
        (who, after) ->
            who.adapterId()
                .ifPresent(
                    id -> {
                      Who base = new Who(who.model(), Optional.empty(), who.arm());
                      Scores.comparisons(sheets.getOrDefault(base, List.of()), after)
                          .forEach(c -> rows.add(row(who, id, c)));
                    }));
    return rows;
  }

  private static ComparisonRow row(Who who, String adapterId, Comparison comparison) {
    return new ComparisonRow(
        Benchmark.NAME,
        who.model(),
        adapterId,
        who.arm(),
        comparison.scoring().label(),
        comparison.n(),
        comparison.gained(),
        comparison.lost(),
        comparison.difference(),
        comparison.interval().low(),
        comparison.interval().high(),
        comparison.pMcNemar());
  }

  private record Who(String model, Optional<String> adapterId, String arm) {}

  /** Each contestant's answers in an arm. */
  private static Map<Who, List<Answer>> sheets(List<PredictionRow> predictions) {
    return predictions.stream()
        .collect(
            Collectors.groupingBy(
                row -> new Who(row.model(), row.adapterId(), row.arm()),
                LinkedHashMap::new,
                Collectors.mapping(ExamRows::answer, Collectors.toList())));
  }

  private static Answer answer(PredictionRow row) {
    return new Answer(
        row.itemId(),
        row.category(),
        row.letter(),
        row.letterLogProbabilities(),
        row.gold(),
        row.goldRepaired());
  }
}
