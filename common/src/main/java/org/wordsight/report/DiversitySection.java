package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wordsight.synthesis.Diversity;
import org.wordsight.synthesis.DiversityFinding;

/**
 * The section that says how different the training questions are, and whether their form shows the
 * right answer.
 */
final class DiversitySection {
  private DiversitySection() {}

  static String html(List<DiversityFinding> findings) {
    if (findings.isEmpty()) {
      return "";
    }
    return Html.section(
        "diversity",
        "How different the questions are",
        "The table diversity has these numbers. Letters and lengths should say nothing about the right"
            + " option: a student would learn them first.",
        whole(findings) + values(findings));
  }

  private static String whole(List<DiversityFinding> findings) {
    HtmlTable table = new HtmlTable().text("").number("Found").number("Of").text("How to read it");
    for (DiversityFinding finding : findings) {
      meaning(finding)
          .ifPresent(
              meaning ->
                  table.row(
                      text(label(finding)),
                      number(finding),
                      Numbers.count(finding.n()),
                      text(meaning)));
    }
    return table.html();
  }

  private static String label(DiversityFinding finding) {
    String label = finding.name().replace('-', ' ');
    return finding.axis().map(axis -> label + ", " + axis).orElse(label);
  }

  private static String number(DiversityFinding finding) {
    return finding.name().equals(Diversity.LENGTH_RATIO)
        ? String.format(Locale.ROOT, "%.2f", finding.share())
        : Numbers.percent(finding.share()) + " %";
  }

  private static Optional<String> meaning(DiversityFinding finding) {
    return switch (finding.name()) {
      case Diversity.DISTINCT_SHINGLES ->
          Optional.of("different sequences of three words; 100 % if none is there twice");
      case Diversity.NEAREST_NEIGHBOUR ->
          Optional.of("mean similarity to the most similar other question; 0 % is none");
      case Diversity.LONGEST_IS_RIGHT -> Optional.of("the right option is the longest");
      case Diversity.LONGEST_BY_CHANCE ->
          Optional.of("the share that chance would give for the line above");
      case Diversity.LENGTH_RATIO ->
          Optional.of("length of the right option by that of the others; 1 is best");
      case Diversity.ANSWER_BALANCE ->
          Optional.of(
              "the most frequent letter's share; such shares by chance: p = "
                  + Numbers.probability(finding.pValue().orElse(Double.NaN)));
      default -> Optional.empty();
    };
  }

  private static String values(List<DiversityFinding> findings) {
    HtmlTable table =
        new HtmlTable().text("").text("Value").number("Questions").number("Share").picture("");
    boolean any = false;
    for (DiversityFinding finding : findings) {
      if (finding.value().isPresent()) {
        any = true;
        table.row(
            text(finding.axis().orElse("")),
            text(finding.value().get()),
            Numbers.count(finding.n()),
            Numbers.percent(finding.share()) + " %",
            Html.bar(finding.share(), "part"));
      }
    }
    return any ? Html.figure("Right letters, and values of the axes", table.html()) : "";
  }
}
