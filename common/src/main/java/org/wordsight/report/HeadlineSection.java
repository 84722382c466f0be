package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.List;
import java.util.Optional;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.PairedComparison;
import org.wordsight.report.ReportData.Effect;
import org.wordsight.report.ReportData.Score;

/** The first section of the page: three numbers and one sentence. */
final class HeadlineSection {
  private HeadlineSection() {}

  static String html(Optional<Headline> found, List<Effect> effects) {
    if (found.isEmpty()) {
      return "<p class=\"lead\">Nothing has been scored in this run yet.</p>";
    }
    Headline headline = found.get();
    String on = " on " + Names.arm(headline.arm());
    String before = before(headline.before().accuracy(), on);
    Optional<PairedComparison> change = headline.change(effects);
    if (headline.after().isEmpty() || change.isEmpty()) {
      return "<div class=\"cards\">%s</div>".formatted(before);
    }
    Score after = headline.after().get();
    return "<p class=\"lead\">%s</p><div class=\"cards\">%s%s%s</div>"
        .formatted(
            sentence(change.get(), on), before, after(after, change.get()), questions(after));
  }

  private static String sentence(PairedComparison change, String on) {
    String p = Numbers.probability(change.pMcNemar());
    String test = "McNemar p " + text(p.startsWith("<") ? p : "= " + p);
    String points = Numbers.points(Math.abs(change.difference())).replace("+", "");
    if (change.interval().low() > 0) {
      return "Training on text alone <strong>raised</strong> accuracy%s by %s points (%s)."
          .formatted(on, points, test);
    }
    if (change.interval().high() < 0) {
      return "Training on text alone <strong>lowered</strong> accuracy%s by %s points (%s)."
          .formatted(on, points, test);
    }
    return "Training on text alone <strong>did not measurably change</strong> accuracy%s (%s)."
        .formatted(on, test);
  }

  private static String before(Accuracy base, String on) {
    return card(
        "Before" + on,
        Numbers.percent(base.fraction()) + " %",
        "95 %% interval %s, %s items"
            .formatted(Numbers.percents(base.interval()), Numbers.count(base.n())));
  }

  private static String after(Score after, PairedComparison change) {
    return card(
        "After text-only training",
        Numbers.percent(after.accuracy().fraction()) + " %",
        "%s points, paired 95 %% interval %s"
            .formatted(Numbers.points(change.difference()), Numbers.points(change.interval())));
  }

  private static String questions(Score after) {
    return after.trainSize().isEmpty()
        ? ""
        : card(
            "Questions learned from",
            Numbers.count(after.trainSize().getAsInt()),
            "text alone: no image was used in training");
  }

  private static String card(String label, String value, String note) {
    return """
        <div class="card"><div class="label">%s</div><div class="value">%s</div>\
        <div class="note">%s</div></div>"""
        .formatted(label, value, note);
  }
}
