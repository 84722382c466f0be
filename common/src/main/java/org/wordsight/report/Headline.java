package org.wordsight.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.wordsight.evaluate.PairedComparison;
import org.wordsight.evaluate.Scoring;
import org.wordsight.report.ReportData.Effect;
import org.wordsight.report.ReportData.Score;

/**
 * A run in a few numbers, in the official scoring over all items. They are the accuracy before
 * training, and the accuracy with the adapter that learned from the most questions. The run file
 * sets the sizes, so the adapter is not chosen by its result.
 *
 * @param before the model before training, in the arm nearest to images
 * @param after the model with that adapter, in the same arm; controls do not count; absent without
 *     adapters
 */
public record Headline(Score before, Optional<Score> after) {

  /** The headline of scores; absent if nothing was scored. */
  public static Optional<Headline> of(List<Score> scores) {
    List<Score> totals = new ScoreBook(scores).officialTotals();
    return totals.stream()
        .filter(score -> score.adapterId().isEmpty())
        .findFirst()
        .map(before -> new Headline(before, largest(totals, before)));
  }

  private static Optional<Score> largest(List<Score> totals, Score before) {
    return totals.stream()
        .filter(score -> score.arm().equals(before.arm()) && score.model().equals(before.model()))
        .filter(score -> score.adapterId().isPresent() && !score.control())
        .max(Comparator.comparingInt(score -> score.trainSize().orElse(0)));
  }

  public String model() {
    return before.model();
  }

  public String arm() {
    return before.arm();
  }

  /** The id of the adapter. */
  public Optional<String> adapterId() {
    return after.flatMap(Score::adapterId);
  }

  /** The paired comparison of before and after. */
  Optional<PairedComparison> change(List<Effect> effects) {
    return effects.stream()
        .filter(effect -> adapterId().equals(Optional.of(effect.adapterId())))
        .filter(effect -> effect.arm().equals(arm()) && effect.model().equals(model()))
        .map(Effect::comparison)
        .filter(change -> change.scoring() == Scoring.OFFICIAL)
        .findFirst();
  }
}
