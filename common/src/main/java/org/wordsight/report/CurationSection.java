package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.wordsight.report.ReportData.Calibration;
import org.wordsight.report.ReportData.Curation;
import org.wordsight.report.ReportData.CurvePoint;
import org.wordsight.report.ReportData.Pair;

/**
 * The section that shows the questions that curation dropped, and how many duplicates its search
 * finds.
 */
final class CurationSection {
  private CurationSection() {}

  static String html(Curation curation) {
    String body =
        pairs(curation.pairs())
            + curve(curation.searchCurve(), curation.recall())
            + calibration(curation.calibration());
    return body.isEmpty()
        ? ""
        : Html.section(
            "curation",
            "Dropped questions, side by side",
            "For each kind the pair that is nearest to the threshold. Words that the other text"
                + " does not have are marked; the order of options does not count.",
            body);
  }

  private static String pairs(List<Pair> pairs) {
    return pairs.stream()
        .map(
            pair ->
                Html.figure(
                    caption(pair),
                    Html.beside(
                        card("the candidate", MarkedWords.html(pair.candidate(), pair.other())),
                        card(pair.otherName(), MarkedWords.html(pair.other(), pair.candidate())))))
        .collect(Collectors.joining());
  }

  private static String caption(Pair pair) {
    return text(
        "%s, score %s%s"
            .formatted(
                Names.pair(pair.kind()),
                String.format(Locale.ROOT, "%.2f", pair.score()),
                pair.dropped() ? "" : ": flagged, not dropped"));
  }

  private static String card(String name, String words) {
    return "<article class=\"item\"><div class=\"note\">%s</div><p>%s</p></article>"
        .formatted(text(name), words);
  }

  private static String curve(List<CurvePoint> points, OptionalDouble recall) {
    if (points.isEmpty()) {
      return "";
    }
    HtmlTable table =
        new HtmlTable().number("Similarity").number("Found with probability").picture("");
    for (CurvePoint point : points) {
      table.row(
          String.format(Locale.ROOT, "%.2f", point.similarity()),
          Numbers.percent(point.probability()) + " %",
          Html.bar(point.probability(), "part"));
    }
    String measured =
        recall.isPresent()
            ? "; measured on a sample by comparing all: "
                + Numbers.percent(recall.getAsDouble())
                + " % of similar pairs"
            : "";
    return Html.figure("How likely MinHash finds a near duplicate" + measured, table.html());
  }

  private static String calibration(List<Calibration> calibration) {
    if (calibration.isEmpty()) {
      return "";
    }
    HtmlTable table =
        new HtmlTable().number("Cosine").number("Paraphrases found").number("Unrelated pairs hit");
    for (Calibration row : calibration) {
      table.styledRow(
          row.used() ? "total" : "",
          String.format(Locale.ROOT, "%.3f", row.threshold()),
          Numbers.percent(row.found()) + " %",
          Numbers.percent(row.hit()) + " %");
    }
    return Html.figure(
        "The effect of thresholds of the cosine on labelled pairs; the run's own threshold is in bold",
        table.html());
  }
}
