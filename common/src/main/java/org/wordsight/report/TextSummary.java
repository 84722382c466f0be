package org.wordsight.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.wordsight.evaluate.PairedComparison;
import org.wordsight.evaluate.Scoring;
import org.wordsight.report.ReportData.Effect;
import org.wordsight.report.ReportData.Funnel;
import org.wordsight.report.ReportData.Score;

/** The report's numbers as a few lines for a terminal. */
public final class TextSummary {
  private TextSummary() {}

  /** Every accuracy in the official scoring, the data's funnel, and the three main numbers. */
  public static List<String> lines(ReportData data) {
    List<String> lines = new ArrayList<>();
    ScoreBook scores = new ScoreBook(data.scores());
    data.funnel().ifPresent(funnel -> lines.add(funnel(funnel)));
    String arm = "";
    for (Score score : scores.officialTotals()) {
      if (!score.arm().equals(arm)) {
        arm = score.arm();
        lines.add("");
        lines.add(
            "accuracy on %s, %% (95 %% interval), %s items"
                .formatted(Names.arm(arm), Numbers.count(score.accuracy().n())));
      }
      lines.add(line(data, scores, score));
    }
    lines.add("");
    lines.addAll(threeNumbers(data));
    return lines;
  }

  /**
   * The three main numbers. They are the accuracy before training, the accuracy after training with
   * the paired interval of the change, and the number of training questions.
   */
  public static List<String> threeNumbers(ReportData data) {
    Optional<Headline> found = Headline.of(data.scores());
    if (found.isEmpty()) {
      return List.of("nothing has been scored in this run yet");
    }
    Headline headline = found.get();
    List<String> lines = new ArrayList<>();
    lines.add(
        "before, on %-22s %s %%"
            .formatted(
                Names.arm(headline.arm()) + ":",
                Numbers.percent(headline.before().accuracy().fraction())));
    headline
        .after()
        .ifPresent(
            after -> {
              lines.add(
                  "after text-only training:         %s %%%s"
                      .formatted(
                          Numbers.percent(after.accuracy().fraction()),
                          headline.change(data.effects()).map(TextSummary::change).orElse("")));
              after
                  .trainSize()
                  .ifPresent(
                      size ->
                          lines.add("text questions learned from:      " + Numbers.count(size)));
            });
    return lines;
  }

  private static String change(PairedComparison change) {
    return "  (%s points, paired 95 %% interval %s)"
        .formatted(Numbers.points(change.difference()), Numbers.points(change.interval()));
  }

  private static String line(ReportData data, ScoreBook scores, Score score) {
    String who = score.adapterId().map(scores::trainedOn).orElse(score.model() + ", before");
    Optional<Effect> effect =
        data.effects().stream()
            .filter(e -> score.adapterId().equals(Optional.of(e.adapterId())))
            .filter(e -> e.arm().equals(score.arm()))
            .filter(e -> e.comparison().scoring() == Scoring.OFFICIAL)
            .min(Comparator.comparing(Effect::adapterId));
    return "  %-36s %6s  (%s)%s"
        .formatted(
            who,
            Numbers.percent(score.accuracy().fraction()),
            Numbers.percents(score.accuracy().interval()),
            effect
                .map(
                    e ->
                        "  %s (%s)"
                            .formatted(
                                Numbers.points(e.comparison().difference()),
                                Numbers.points(e.comparison().interval())))
                .orElse(""));
  }

  private static String funnel(Funnel funnel) {
    long duplicates = funnel.duplicates().values().stream().mapToLong(n -> n).sum();
    return "questions: %s asked for, %s valid, %s duplicates, %s overlap the benchmark, %s more than wanted, %s kept"
        .formatted(
            Numbers.count(funnel.expected()),
            Numbers.count(funnel.candidates()),
            Numbers.count(duplicates),
            Numbers.count(funnel.contaminated()),
            Numbers.count(funnel.surplus()),
            Numbers.count(funnel.kept()));
  }
}
