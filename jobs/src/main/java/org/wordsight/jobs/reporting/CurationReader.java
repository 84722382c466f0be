package org.wordsight.jobs.reporting;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.curation.BenchmarkTexts;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.CalibrationRow;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.report.ReportData.Calibration;
import org.wordsight.report.ReportData.Curation;
import org.wordsight.report.ReportData.CurvePoint;
import org.wordsight.report.ReportData.Pair;
import org.wordsight.synthesis.SeedQuestions;

/**
 * Reads the data about curation for the report: a pair of each kind, and the quality of the search.
 */
final class CurationReader {
  private static final String SEED = "seed:";

  /** One threshold in this many of the calibration is shown. */
  private static final int SHOWN_THRESHOLDS = 5;

  private final Run run;

  private CurationReader(Run run) {
    this.run = run;
  }

  static Curation read(Run run) {
    CurationReader reader = new CurationReader(run);
    List<DuplicateRow> duplicates = reader.duplicates();
    List<ContaminationRow> hits = reader.hits();
    Map<String, Question> questions = reader.questions(duplicates, hits);
    List<Pair> pairs = new ArrayList<>();
    duplicates.forEach(row -> reader.pair(row, questions).ifPresent(pairs::add));
    hits.forEach(row -> pairs.add(reader.pair(row, questions)));
    List<CurationStatRow> stats = run.records(CurationStatRow.TABLE);
    return new Curation(List.copyOf(pairs), curve(stats), recall(stats), calibration(run));
  }

  /** The duplicate of each method and rule that is nearest to the threshold. */
  private List<DuplicateRow> duplicates() {
    return run.has(DuplicateRow.TABLE)
        ? DuplicateRow.TABLE.records(
            first(
                run.read(DuplicateRow.TABLE),
                List.of("method", "rule"),
                DuplicateRow.TABLE.schema().fieldNames()))
        : List.of();
  }

  /**
   * The hit of each rule that is nearest to the threshold; hits that drop and hits that flag are
   * separate.
   */
  private List<ContaminationRow> hits() {
    return run.has(ContaminationRow.TABLE)
        ? ContaminationRow.TABLE.records(
            first(
                run.read(ContaminationRow.TABLE),
                List.of("policy", "rule"),
                ContaminationRow.TABLE.schema().fieldNames()))
        : List.of();
  }

  /**
   * The row of each group with the lowest score. Of equal scores, the row of the first candidate.
   */
  private static Dataset<Row> first(Dataset<Row> rows, List<String> groups, String[] columns) {
    Stream<String> others = Stream.of(columns).filter(column -> !column.equals("score"));
    Column[] ordered =
        Stream.concat(Stream.of("score"), others).map(name -> col(name)).toArray(Column[]::new);
    Column[] keys = groups.stream().map(name -> col(name).as("by_" + name)).toArray(Column[]::new);
    Column[] order = groups.stream().map(name -> col("by_" + name)).toArray(Column[]::new);
    return rows.groupBy(keys).agg(min(struct(ordered)).as("row")).orderBy(order).select("row.*");
  }

  /** The questions of these rows by the ids of candidates and seed questions. */
  private Map<String, Question> questions(
      List<DuplicateRow> duplicates, List<ContaminationRow> hits) {
    Object[] ids =
        Stream.concat(
                duplicates.stream().flatMap(row -> Stream.of(row.candidateId(), row.keptId())),
                hits.stream().map(ContaminationRow::candidateId))
            .distinct()
            .toArray();
    return ids.length == 0
        ? Map.of()
        : CandidateRow.TABLE
            .records(run.read(CandidateRow.TABLE).where(col("candidate_id").isin(ids)))
            .stream()
            .collect(Collectors.toMap(CandidateRow::candidateId, CandidateRow::content));
  }

  /** The pair; absent where the kept question no longer exists. */
  private Optional<Pair> pair(DuplicateRow row, Map<String, Question> questions) {
    String kept = row.keptId();
    boolean isSeed = kept.startsWith(SEED);
    int slash = kept.lastIndexOf('/');
    Optional<Question> other =
        isSeed
            ? seed(kept)
            : slash < 0
                ? Optional.ofNullable(questions.get(kept))
                : earlier(kept.substring(0, slash), kept.substring(slash + 1));
    String name =
        isSeed
            ? "seed question " + kept.substring(SEED.length())
            : slash < 0 ? "the kept question" : "kept by run " + kept.substring(0, slash);
    return other.map(
        question ->
            new Pair(
                row.rule().equals("rouge-l") ? row.method() + ", rouge-l" : row.method(),
                true,
                row.score(),
                text(questions.get(row.candidateId())),
                text(question),
                name));
  }

  private Optional<Question> earlier(String earlierRun, String candidateId) {
    return run.warehouse()
        .state(earlierRun)
        .filter(state -> state.published().contains(CandidateRow.TABLE.name()))
        .map(state -> run.readOther(state, CandidateRow.TABLE))
        .map(rows -> rows.where(col("candidate_id").equalTo(candidateId)))
        .map(CandidateRow.TABLE::records)
        .flatMap(found -> found.stream().findFirst())
        .map(CandidateRow::content);
  }

  private Optional<Question> seed(String id) {
    int number = Integer.parseInt(id.substring(SEED.length()));
    return attempt(() -> SeedQuestions.read(Inputs.path(run.config().synthesis().seedQuestions())))
        .filter(seeds -> number <= seeds.size())
        .map(seeds -> seeds.get(number - 1));
  }

  private Pair pair(ContaminationRow row, Map<String, Question> questions) {
    Question question = questions.get(row.candidateId());
    String candidate =
        switch (row.field()) {
          case "situation" -> question.situation();
          case "question" -> question.question();
          default -> options(question.options());
        };
    return new Pair(
        row.rule(),
        row.policy().equals("drop"),
        row.score(),
        candidate,
        item(row).map(item -> text(item, row.itemField())).orElse(row.span()),
        "%s, item %s".formatted(row.benchmark(), row.itemId()));
  }

  /**
   * The benchmark's text; absent where the benchmark no longer exists. The report then shows the
   * shared words.
   */
  private Optional<BenchmarkText> item(ContaminationRow row) {
    return run.config().curation().decontamination().benchmarks().stream()
        .filter(benchmark -> benchmark.name().equals(row.benchmark()))
        .findFirst()
        .flatMap(benchmark -> attempt(() -> BenchmarkTexts.of(benchmark, run.config())))
        .stream()
        .flatMap(List::stream)
        .filter(item -> item.id().equals(row.itemId()))
        .findFirst();
  }

  /**
   * The result of a reading; absent where it fails. A report is written from tables, so a missing
   * file must not end it.
   */
  private static <T> Optional<T> attempt(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (WordsightException e) {
      return Optional.empty();
    }
  }

  private static String text(BenchmarkText item, String field) {
    return item.fields().getOrDefault(field, options(item.options()));
  }

  private static String text(Question question) {
    return "%s %s %s"
        .formatted(question.situation(), question.question(), options(question.options()));
  }

  /** The options in the order of the alphabet, since their own order does not count. */
  private static String options(List<String> options) {
    return options.stream().sorted().collect(Collectors.joining(" / "));
  }

  private static List<CurvePoint> curve(List<CurationStatRow> stats) {
    return stats.stream()
        .filter(row -> row.measure().equals("s-curve"))
        .map(row -> new CurvePoint(Double.parseDouble(row.key()), row.value()))
        .toList();
  }

  /** The calibration at every fifth threshold, and at the run's own. */
  private static List<Calibration> calibration(Run run) {
    List<CalibrationRow> rows =
        run.records(CalibrationRow.TABLE).stream()
            .sorted(Comparator.comparingDouble(CalibrationRow::threshold))
            .toList();
    return IntStream.range(0, rows.size())
        .filter(i -> i % SHOWN_THRESHOLDS == 0 || rows.get(i).used())
        .mapToObj(i -> calibration(rows.get(i)))
        .toList();
  }

  private static Calibration calibration(CalibrationRow row) {
    return new Calibration(
        row.threshold(),
        (double) row.paraphrasesFound() / Math.max(1, row.paraphrases()),
        (double) row.unrelatedHit() / Math.max(1, row.unrelated()),
        row.used());
  }

  private static OptionalDouble recall(List<CurationStatRow> stats) {
    return stats.stream()
        .filter(row -> row.measure().equals("recall") && row.key().equals("found"))
        .mapToDouble(CurationStatRow::value)
        .findFirst();
  }
}
