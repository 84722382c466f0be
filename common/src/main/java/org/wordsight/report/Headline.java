package org.wordsight.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.wordsight.evaluate.PairedComparison;
import org.wordsight.evaluate.Scoring;
import org.wordsight.report.ReportData.Effect;
import org.wordsight.report.ReportData.Score;

/**
 * A run in a few numbers, official scoring over all items: how well the model decides before
 * training, and how well with the adapter that learned from the most questions. The size is in the
 * run file, so nothing is chosen by looking at the benchmark.
 *
 * @param before the model as it was, in the arm nearest to images
 * @param after with that adapter, in the same arm; controls do not count; absent without adapters
 */
public record Headline(Score before, Optional<Score> after) {

  /** Absent where nothing was scored. */
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
        .filter(score -> score.adapterId().isPresent() && !ScoreBook.isControl(score))
        .max(Comparator.comparingInt(score -> score.trainSize().orElse(0)));
  }

  public String model() {
    return before.model();
  }

  public String arm() {
    return before.arm();
  }

  /** The adapter spoken of. */
  public Optional<String> adapterId() {
    return after.flatMap(Score::adapterId);
  }

  /** The paired comparison of after with before. */
  Optional<PairedComparison> change(List<Effect> effects) {
    return effects.stream()
        .filter(effect -> adapterId().equals(Optional.of(effect.adapterId())))
        .filter(effect -> effect.arm().equals(arm()) && effect.model().equals(model()))
        .map(Effect::comparison)
        .filter(change -> change.scoring() == Scoring.OFFICIAL)
        .findFirst();
  }
}
