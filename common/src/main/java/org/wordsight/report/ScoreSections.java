package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.Optional;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.Scoring;

/** The scores in detail: every scoring, and category by category. */
final class ScoreSections {
  private final ScoreBook scores;
  private final String model;
  private final Headline headline;

  ScoreSections(ScoreBook scores, Headline headline) {
    this.scores = scores;
    this.headline = headline;
    this.model = headline.model();
  }

  String scorings() {
    HtmlTable table =
        new HtmlTable().text("Scoring").number("Before").number("").number("After").number("");
    for (Scoring scoring : Scoring.values()) {
      Optional<Accuracy> before = scores.total(model, Optional.empty(), headline.arm(), scoring);
      Optional<Accuracy> after =
          headline
              .adapterId()
              .flatMap(id -> scores.total(model, Optional.of(id), headline.arm(), scoring));
      table.row(
          Names.scoring(scoring), percent(before), bounds(before), percent(after), bounds(after));
    }
    return Html.figure(
        "Three ways to score the same answers, in percent with 95 % intervals", table.html());
  }

  String categories() {
    HtmlTable table =
        new HtmlTable()
            .text("Category")
            .number("Items")
            .number("Before")
            .picture("95 % interval, 0 to 100")
            .number("After")
            .picture("95 % interval, 0 to 100");
    for (String category : scores.categories()) {
      Optional<Accuracy> before = inCategory(Optional.empty(), category);
      Optional<Accuracy> after =
          headline.adapterId().flatMap(id -> inCategory(Optional.of(id), category));
      table.row(
          text(Names.category(category)),
          before.map(accuracy -> Numbers.count(accuracy.n())).orElse(""),
          percent(before),
          picture(before),
          percent(after),
          picture(after));
    }
    return Html.section(
        "categories",
        "By category",
        "Official scoring on %s, before and with the largest training set. Few items make wide intervals."
            .formatted(Names.arm(headline.arm())),
        table.html() + scorings());
  }

  private Optional<Accuracy> inCategory(Optional<String> adapterId, String category) {
    return scores.find(model, adapterId, headline.arm(), Scoring.OFFICIAL, Optional.of(category));
  }

  private static String percent(Optional<Accuracy> accuracy) {
    return accuracy.map(a -> Numbers.percent(a.fraction())).orElse("");
  }

  private static String bounds(Optional<Accuracy> accuracy) {
    return accuracy
        .map(a -> "<span class=\"note\">" + Numbers.percents(a.interval()) + "</span>")
        .orElse("");
  }

  private static String picture(Optional<Accuracy> accuracy) {
    return accuracy
        .map(a -> Html.interval(a.interval().low(), a.fraction(), a.interval().high(), 0, 1))
        .orElse("");
  }
}
