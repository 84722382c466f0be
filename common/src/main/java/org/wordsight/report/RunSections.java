package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.wordsight.report.ReportData.Point;
import org.wordsight.report.ReportData.StageTime;
import org.wordsight.report.ReportData.Training;

/** The sections about the run itself: losses, times and costs. */
final class RunSections {
  /** More points than this are averaged in windows, since a chart is 560 pixels wide. */
  private static final int CHART_POINTS = 140;

  private RunSections() {}

  static String training(List<Training> trainings) {
    if (trainings.isEmpty()) {
      return "";
    }
    HtmlTable table =
        new HtmlTable()
            .text("Adapter")
            .text("Teacher")
            .number("Questions")
            .number("Steps")
            .number("Trained weights")
            .number("Last loss")
            .number("Validation loss");
    for (Training training : trainings) {
      table.row(
          "<code>" + text(training.adapterId()) + "</code>",
          text(training.teacher()),
          Numbers.count(training.trainSize()),
          Numbers.count(training.steps()),
          Numbers.count(training.trainableParameters()),
          training.losses().isEmpty()
              ? ""
              : Numbers.loss(training.losses().get(training.losses().size() - 1).loss()),
          Double.isNaN(training.validationLoss()) ? "" : Numbers.loss(training.validationLoss()));
    }
    List<Charts.Line> training = lines(trainings, false);
    List<Charts.Line> validation = lines(trainings, true);
    String charts =
        Html.beside(
            Html.figure("Training loss by step", chart("loss-training", training)),
            validation.isEmpty()
                ? ""
                : Html.figure("Validation loss by step", chart("loss-validation", validation)));
    return Html.section(
        "training",
        "Training",
        "Loss on the answer's tokens alone; long curves are averaged over neighbouring steps.",
        charts + table.html());
  }

  private static List<Charts.Line> lines(List<Training> trainings, boolean validation) {
    List<Charts.Line> lines = new ArrayList<>();
    for (int i = 0; i < trainings.size(); i++) {
      Training training = trainings.get(i);
      List<Point> points = validation ? training.validationLosses() : averaged(training.losses());
      if (!points.isEmpty()) {
        boolean control = training.control();
        lines.add(
            new Charts.Line(
                Numbers.count(training.trainSize())
                    + " questions"
                    + (control ? ", shuffled answers" : ""),
                Charts.COLOURS.get(i % Charts.COLOURS.size()),
                control,
                points.stream().mapToDouble(Point::step).toArray(),
                points.stream().mapToDouble(Point::loss).toArray(),
                List.of()));
      }
    }
    return lines;
  }

  private static String chart(String id, List<Charts.Line> lines) {
    double highest =
        lines.stream().flatMapToDouble(line -> Arrays.stream(line.y())).max().orElse(1);
    return Charts.lines(
            id,
            "Loss by step",
            "step",
            "loss",
            new Charts.Range(0, Math.ceil(10 * highest) / 10),
            lines)
        + Html.legend(lines);
  }

  private static List<Point> averaged(List<Point> points) {
    int window = Math.max(1, (points.size() + CHART_POINTS - 1) / CHART_POINTS);
    List<Point> averaged = new ArrayList<>();
    for (int from = 0; from < points.size(); from += window) {
      List<Point> some = points.subList(from, Math.min(points.size(), from + window));
      averaged.add(
          new Point(
              some.get(some.size() - 1).step(),
              some.stream().mapToDouble(Point::loss).average().orElseThrow()));
    }
    return averaged;
  }

  static String costs(List<StageTime> stages) {
    if (stages.isEmpty()) {
      return "";
    }
    HtmlTable table =
        new HtmlTable()
            .text("Stage")
            .number("Time")
            .number("Amount")
            .text("")
            .number("Tokens")
            .number("Tokens/s")
            .number("Cost");
    double seconds = 0;
    double dollars = 0;
    for (StageTime stage : stages) {
      seconds += stage.seconds();
      dollars += stage.dollars();
      table.row(
          text(stage.stage()),
          Numbers.duration(stage.seconds()),
          stage.amount() == 0 ? "" : Numbers.count(stage.amount()),
          text(stage.unit()),
          stage.tokens().isPresent() ? Numbers.count(stage.tokens().getAsLong()) : "",
          stage.tokens().isPresent() && stage.seconds() > 0
              ? Numbers.count(Math.round(stage.tokens().getAsLong() / stage.seconds()))
              : "",
          dollars(stage.dollars()));
    }
    table.styledRow(
        "total", "Together", Numbers.duration(seconds), "", "", "", "", dollars(dollars));
    return Html.section(
        "costs",
        "Times and costs",
        "Wall-clock time of each stage over all its attempts; tokens are read and written ones.",
        table.html());
  }

  private static String dollars(double dollars) {
    return String.format(Locale.ROOT, "$%.2f", dollars);
  }

  static String notes(List<String> notes) {
    return notes.stream()
        .map(note -> "<li>" + text(note) + "</li>")
        .collect(Collectors.joining("", "<ul class=\"notes\">", "</ul>"));
  }
}
