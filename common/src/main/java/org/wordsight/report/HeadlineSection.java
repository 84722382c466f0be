package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.Optional;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.Comparison;

/** The page's first answer: three numbers and one sentence. */
final class HeadlineSection {
  private HeadlineSection() {}

  static String html(Optional<Headline> found) {
    if (found.isEmpty()) {
      return "<p class=\"lead\">Nothing has been scored in this run yet.</p>";
    }
    Headline headline = found.get();
    String on = " on " + Names.arm(headline.arm());
    String before = before(headline.base(), on);
    if (headline.best().isEmpty()) {
      return "<div class=\"cards\">%s</div>".formatted(before);
    }
    Headline.Best best = headline.best().get();
    return "<p class=\"lead\">%s</p><div class=\"cards\">%s%s%s</div>"
        .formatted(sentence(best.comparison(), on), before, after(best), questions(best));
  }

  private static String sentence(Comparison change, String on) {
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

  private static String after(Headline.Best best) {
    return card(
        "After text-only training",
        Numbers.percent(best.accuracy().fraction()) + " %",
        "%s points, paired 95 %% interval %s"
            .formatted(
                Numbers.points(best.comparison().difference()),
                Numbers.points(best.comparison().interval())));
  }

  private static String questions(Headline.Best best) {
    return best.trainSize().isEmpty()
        ? ""
        : card(
            "Questions learned from",
            Numbers.count(best.trainSize().getAsInt()),
            "text alone: no image was used in training");
  }

  private static String card(String label, String value, String note) {
    return """
        <div class="card"><div class="label">%s</div><div class="value">%s</div>\
        <div class="note">%s</div></div>"""
        .formatted(label, value, note);
  }
}
