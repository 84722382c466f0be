package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wordsight.evaluate.PairedComparison;
import org.wordsight.evaluate.Scoring;
import org.wordsight.report.ReportData.Effect;
import org.wordsight.report.ReportData.Flip;

/** The changes by training, adapter by adapter and item by item. */
final class ChangeSections {
  private static final double SCALE_MARGIN = 0.06;

  private ChangeSections() {}

  /** Every adapter compared with its base, with paired intervals on one scale. */
  static String beforeAndAfter(List<Effect> all, ScoreBook scores) {
    List<Effect> effects =
        all.stream()
            .filter(effect -> effect.comparison().scoring() == Scoring.OFFICIAL)
            .sorted(
                Comparator.comparing((Effect effect) -> Names.armOrder(effect.arm()))
                    .thenComparing(Effect::control)
                    .thenComparing(effect -> scores.trainSize(effect.adapterId()).orElse(0)))
            .toList();
    if (effects.isEmpty()) {
      return "";
    }
    double low = effects.stream().mapToDouble(e -> e.comparison().interval().low()).min().orElse(0);
    double high =
        effects.stream().mapToDouble(e -> e.comparison().interval().high()).max().orElse(0);
    double from = Math.min(0, low);
    double to = Math.max(0, high);
    double margin = SCALE_MARGIN * (to - from);
    HtmlTable table =
        new HtmlTable()
            .text("Sees")
            .text("Trained on")
            .number("Before")
            .number("After")
            .number("Change")
            .picture("Paired 95 % interval")
            .number("")
            .number("Gained")
            .number("Lost")
            .number("McNemar p");
    for (Effect effect : effects) {
      row(table, effect, scores, from - margin, to + margin);
    }
    return Html.section(
        "before-after",
        "Before and after",
        "The same items before and after training, official scoring, in percent; changes in points."
            + " Gained and lost are items that turned right and wrong.",
        table.html());
  }

  private static void row(
      HtmlTable table, Effect effect, ScoreBook scores, double from, double to) {
    PairedComparison change = effect.comparison();
    table.styledRow(
        effect.control() ? "muted" : "",
        Names.arm(effect.arm()),
        text(scores.trainedOn(effect.adapterId())),
        total(effect, Optional.empty(), scores),
        total(effect, Optional.of(effect.adapterId()), scores),
        "<strong>" + Numbers.points(change.difference()) + "</strong>",
        Html.interval(
            change.interval().low(), change.difference(), change.interval().high(), from, to),
        Numbers.points(change.interval()),
        Numbers.count(change.gained()),
        Numbers.count(change.lost()),
        text(Numbers.probability(change.pMcNemar())));
  }

  private static String total(Effect effect, Optional<String> adapterId, ScoreBook scores) {
    return scores
        .total(effect.model(), adapterId, effect.arm(), Scoring.OFFICIAL)
        .map(accuracy -> Numbers.percent(accuracy.fraction()))
        .orElse("");
  }

  /** Some of the items whose answer changed. */
  static String flips(List<Flip> flips) {
    if (flips.isEmpty()) {
      return "";
    }
    return Html.section(
        "flips",
        "What changed",
        "The first items, in the benchmark's order, whose answer turned right or wrong with the"
            + " largest training set. The right option is in bold.",
        Html.beside(
            column(flips, true, "Right only after training"),
            column(flips, false, "Right only before training")));
  }

  private static String column(List<Flip> flips, boolean gained, String caption) {
    String cards =
        flips.stream()
            .filter(flip -> flip.gained() == gained)
            .map(ChangeSections::card)
            .collect(Collectors.joining());
    return Html.figure(caption, cards.isEmpty() ? "<p class=\"note\">none</p>" : cards);
  }

  private static String card(Flip flip) {
    String options =
        flip.options().stream()
            .map(
                line ->
                    "<li%s>%s</li>"
                        .formatted(
                            line.strip().startsWith(flip.gold()) ? " class=\"gold\"" : "",
                            text(line)))
            .collect(Collectors.joining());
    return """
        <article class="item"><div class="note">Item %s, %s</div><ul class="options">%s</ul>\
        <div class="turn">answered <b>%s</b> before, <b>%s</b> after</div></article>"""
        .formatted(
            text(flip.itemId()),
            text(Names.category(flip.category())),
            options,
            text(flip.before()),
            text(flip.after()));
  }
}
