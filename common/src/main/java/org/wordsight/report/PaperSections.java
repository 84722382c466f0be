package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.Scoring;
import org.wordsight.report.PaperResults.Baseline;
import org.wordsight.report.PaperResults.Trained;
import org.wordsight.report.ReportData.Score;

/** The paper's Table 1, Table 2 and Figure 2, with this run's numbers beside the paper's. */
final class PaperSections {
  private static final double AXIS_STEP = 0.05;

  private final ScoreBook scores;
  private final List<Score> totals;

  PaperSections(ScoreBook scores) {
    this.scores = scores;
    this.totals = scores.officialTotals();
  }

  /** The accuracy of each model before training. */
  String table1() {
    HtmlTable ours =
        new HtmlTable().text("Model").text("Sees").number("Accuracy").number("95 % interval");
    for (Score score : totals) {
      if (score.adapterId().isEmpty()) {
        ours.row(
            text(score.model()),
            Names.arm(score.arm()),
            Numbers.percent(score.accuracy().fraction()),
            note(Numbers.percents(score.accuracy().interval())));
      }
    }
    HtmlTable paper =
        new HtmlTable().text("Model").number("Language part").text("Sees").number("Accuracy");
    for (Baseline row : PaperResults.TABLE_1) {
      paper.row(
          row.model(),
          row.languageParameters(),
          Names.arm(row.reads()),
          Numbers.percent(row.accuracy() / 100));
    }
    return Html.section(
        "table-1",
        "Table 1: deciding from words and from images",
        "Accuracy in percent before any training. The paper's models see VIVA's 1,240 photographs;"
            + " compare the pattern, not the values, with a run on another benchmark.",
        Html.beside(Html.figure("This run", ours.html()), Html.figure("The paper", paper.html())));
  }

  /** Every training size, for each student and teacher. */
  String table2() {
    TreeSet<Integer> sizes =
        totals.stream()
            .flatMap(score -> score.trainSize().stream().boxed())
            .collect(Collectors.toCollection(TreeSet::new));
    HtmlTable ours = new HtmlTable().text("Student").text("Teacher").text("Sees").number("Before");
    sizes.forEach(size -> ours.number(Numbers.count(size)));
    groups().forEach((key, group) -> ours.row(row(key, group, sizes)));
    HtmlTable paper = new HtmlTable().text("Student").text("Teacher").number("Before");
    PaperResults.SIZES.forEach(size -> paper.number(Numbers.count(size)));
    for (Trained row : PaperResults.TABLE_2) {
      paper.row(
          Stream.concat(
                  Stream.of(row.model(), row.teacher(), Numbers.percent(row.before() / 100)),
                  row.after().stream().map(after -> Numbers.percent(after / 100)))
              .toArray(String[]::new));
    }
    String empty = "<p class=\"note\">This run holds no trained adapter.</p>";
    return Html.section(
        "table-2",
        "Table 2: after training on text alone",
        "Accuracy in percent by the number of text questions in training.",
        Html.beside(
            Html.figure("This run", sizes.isEmpty() ? empty : ours.html()),
            Html.figure("The paper", paper.html())));
  }

  /** Accuracy against training size. */
  String figure2() {
    List<Charts.Line> ours = new ArrayList<>();
    List<Key> trained = groups().keySet().stream().map(Key::trained).distinct().toList();
    groups()
        .forEach(
            (key, group) -> {
              String name = Names.arm(key.arm()) + (key.control() ? ", shuffled answers" : "");
              ours.add(line(name, key, group, trained.indexOf(key.trained())));
            });
    List<Charts.Line> paper = new ArrayList<>();
    for (Trained row : PaperResults.TABLE_2) {
      double[] x =
          Stream.concat(Stream.of(0), PaperResults.SIZES.stream()).mapToDouble(n -> n).toArray();
      double[] y =
          Stream.concat(Stream.of(row.before()), row.after().stream())
              .mapToDouble(v -> v)
              .toArray();
      String colour = Charts.COLOURS.get(paper.size() / 2);
      boolean dashed = paper.size() % 2 == 1;
      paper.add(
          new Charts.Line(row.model() + ", " + row.teacher(), colour, dashed, x, y, List.of()));
    }
    String left =
        ours.isEmpty()
            ? "<p class=\"note\">This run holds no trained adapter.</p>"
            : Charts.lines(
                    "figure-2-run",
                    "Accuracy of this run by number of text questions",
                    "text questions learned from",
                    "accuracy, %",
                    range(ours),
                    ours)
                + Html.legend(ours);
    String right =
        Charts.lines(
                "figure-2-paper",
                "Accuracy in the paper by number of text questions",
                "text questions learned from",
                "accuracy, %",
                new Charts.Range(74, 84),
                paper)
            + Html.legend(paper);
    return Html.section(
        "figure-2",
        "Figure 2: more questions, better decisions",
        "Zero questions is the model before training. Bars are 95 % intervals of each accuracy;"
            + " for a change, read the paired intervals above. The axes differ.",
        Html.beside(Html.figure("This run", left), Html.figure("The paper", right)));
  }

  /** Identifies a line of Table 2 and Figure 2. */
  private record Key(String model, String teacher, String arm, boolean control) {
    /** The trained adapter that a control belongs to; both have one colour. */
    Key trained() {
      return new Key(model, teacher, arm, false);
    }
  }

  private Map<Key, List<Score>> groups() {
    return totals.stream()
        .filter(score -> score.adapterId().isPresent() && score.trainSize().isPresent())
        .collect(
            Collectors.groupingBy(
                score ->
                    new Key(
                        score.model(), score.teacher().orElse(""), score.arm(), score.control()),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private String[] row(Key key, List<Score> group, TreeSet<Integer> sizes) {
    List<String> cells = new ArrayList<>();
    cells.add(text(key.model()));
    cells.add(text(key.teacher()) + (key.control() ? ", shuffled" : ""));
    cells.add(Names.arm(key.arm()));
    cells.add(before(key).map(a -> Numbers.percent(a.fraction())).orElse(""));
    for (int size : sizes) {
      cells.add(
          group.stream()
              .filter(score -> score.trainSize().getAsInt() == size)
              .findFirst()
              .map(score -> Numbers.percent(score.accuracy().fraction()))
              .orElse(""));
    }
    return cells.toArray(String[]::new);
  }

  private Charts.Line line(String name, Key key, List<Score> group, int index) {
    List<Double> x = new ArrayList<>();
    List<Accuracy> y = new ArrayList<>();
    before(key)
        .ifPresent(
            accuracy -> {
              x.add(0.0);
              y.add(accuracy);
            });
    for (Score score : group) {
      x.add((double) score.trainSize().getAsInt());
      y.add(score.accuracy());
    }
    return new Charts.Line(
        name,
        Charts.COLOURS.get(index % Charts.COLOURS.size()),
        key.control(),
        x.stream().mapToDouble(v -> v).toArray(),
        y.stream().mapToDouble(a -> 100 * a.fraction()).toArray(),
        y.stream()
            .map(a -> new Charts.Range(100 * a.interval().low(), 100 * a.interval().high()))
            .toList());
  }

  private Optional<Accuracy> before(Key key) {
    return scores.total(key.model(), Optional.empty(), key.arm(), Scoring.OFFICIAL);
  }

  /** The range of all lines and their bars, rounded outwards to the next five points. */
  private static Charts.Range range(List<Charts.Line> lines) {
    double low = 100;
    double high = 0;
    for (Charts.Line line : lines) {
      for (Charts.Range bar : line.bars()) {
        low = Math.min(low, bar.from());
        high = Math.max(high, bar.to());
      }
    }
    double step = 100 * AXIS_STEP;
    return new Charts.Range(
        Math.max(0, Math.floor(low / step) * step), Math.min(100, Math.ceil(high / step) * step));
  }

  private static String note(String text) {
    return "<span class=\"note\">" + text + "</span>";
  }
}
