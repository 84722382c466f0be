package org.wordsight.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.Scoring;
import org.wordsight.report.ReportData.Score;

/** Finds accuracies among a run's scores. */
record ScoreBook(List<Score> scores) {

  /** The accuracy over all items. */
  Optional<Accuracy> total(String model, Optional<String> adapterId, String arm, Scoring scoring) {
    return find(model, adapterId, arm, scoring, Optional.empty());
  }

  Optional<Accuracy> find(
      String model,
      Optional<String> adapterId,
      String arm,
      Scoring scoring,
      Optional<String> category) {
    return scores.stream()
        .filter(score -> score.model().equals(model) && score.arm().equals(arm))
        .filter(score -> score.adapterId().equals(adapterId))
        .map(Score::accuracy)
        .filter(a -> a.scoring() == scoring && a.category().equals(category))
        .findFirst();
  }

  /**
   * The official accuracies over all items: by arm, then adapters before controls, then by training
   * size.
   */
  List<Score> officialTotals() {
    return scores.stream()
        .filter(score -> score.accuracy().scoring() == Scoring.OFFICIAL)
        .filter(score -> score.accuracy().category().isEmpty())
        .sorted(
            Comparator.comparing((Score score) -> Names.armOrder(score.arm()))
                .thenComparing(Score::control)
                .thenComparing(score -> score.trainSize().orElse(0)))
        .toList();
  }

  TreeSet<String> categories() {
    return scores.stream()
        .flatMap(score -> score.accuracy().category().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  OptionalInt trainSize(String adapterId) {
    return scores.stream()
        .filter(score -> score.adapterId().equals(Optional.of(adapterId)))
        .flatMapToInt(score -> score.trainSize().stream())
        .findFirst();
  }

  /** "2,000 questions", or the adapter's id if its size is not known. */
  String trainedOn(String adapterId) {
    OptionalInt size = trainSize(adapterId);
    String questions = size.isPresent() ? Numbers.count(size.getAsInt()) + " questions" : adapterId;
    return isControl(adapterId) ? questions + ", shuffled answers" : questions;
  }

  private boolean isControl(String adapterId) {
    return scores.stream()
        .anyMatch(score -> score.control() && score.adapterId().equals(Optional.of(adapterId)));
  }
}
