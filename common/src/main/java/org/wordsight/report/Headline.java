package org.wordsight.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.Comparison;
import org.wordsight.evaluate.Scoring;
import org.wordsight.report.ReportData.Effect;
import org.wordsight.report.ReportData.Score;

/**
 * The three numbers that matter, in the official scoring: how well the student decides before, how
 * well with its best adapter, and what that adapter learned from.
 *
 * @param model the student
 * @param arm the arm spoken of: image where it ran, else the first
 * @param base the student before training
 * @param best the best adapter by accuracy, of equals the one with fewer questions; controls do not
 *     count; absent without adapters
 */
public record Headline(String model, String arm, Accuracy base, Optional<Best> best) {

  /** An adapter, its accuracy, and its paired comparison with the base. */
  public record Best(
      String adapterId, OptionalInt trainSize, Accuracy accuracy, Comparison comparison) {}

  /** Absent where nothing was scored. */
  public static Optional<Headline> of(ReportData data) {
    List<Score> totals =
        data.scores().stream()
            .filter(score -> score.accuracy().scoring() == Scoring.OFFICIAL)
            .filter(score -> score.accuracy().category().isEmpty())
            .toList();
    Optional<Score> base =
        totals.stream()
            .filter(score -> score.adapterId().isEmpty())
            .min(Comparator.comparing(score -> !score.arm().equals("image")));
    return base.map(
        score ->
            new Headline(score.model(), score.arm(), score.accuracy(), best(data, totals, score)));
  }

  private static Optional<Best> best(ReportData data, List<Score> totals, Score base) {
    return totals.stream()
        .filter(score -> score.arm().equals(base.arm()) && score.model().equals(base.model()))
        .filter(score -> score.adapterId().filter(id -> !ReportData.isControl(id)).isPresent())
        .min(
            Comparator.comparing((Score score) -> -score.accuracy().fraction())
                .thenComparing(score -> score.trainSize().orElse(0)))
        .flatMap(
            score ->
                comparison(data, score)
                    .map(
                        change ->
                            new Best(
                                score.adapterId().orElseThrow(),
                                score.trainSize(),
                                score.accuracy(),
                                change)));
  }

  private static Optional<Comparison> comparison(ReportData data, Score score) {
    return data.effects().stream()
        .filter(effect -> score.adapterId().equals(Optional.of(effect.adapterId())))
        .filter(effect -> effect.arm().equals(score.arm()))
        .map(Effect::comparison)
        .filter(change -> change.scoring() == Scoring.OFFICIAL)
        .findFirst();
  }
}
