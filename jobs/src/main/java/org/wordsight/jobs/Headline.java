package org.wordsight.jobs;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.wordsight.jobs.table.AccuracyRow;

/**
 * A run in two numbers: official accuracy of the base, and of the adapter trained on the most
 * samples, in the arm nearest to images. Controls do not count.
 */
record Headline(AccuracyRow before, Optional<AccuracyRow> after) {
  private static final List<String> ARMS = List.of("image", "given", "caption");

  /** Absent where nothing was scored. */
  static Optional<Headline> of(List<AccuracyRow> accuracy) {
    List<AccuracyRow> overall =
        accuracy.stream()
            .filter(row -> row.category().isEmpty() && row.scoring().equals("official"))
            .filter(row -> !row.adapterId().orElse("").contains("control"))
            .sorted(Comparator.comparingInt(row -> ARMS.indexOf(row.arm())))
            .toList();
    return overall.stream()
        .filter(row -> row.adapterId().isEmpty())
        .findFirst()
        .map(base -> new Headline(base, largest(overall, base.arm())));
  }

  private static Optional<AccuracyRow> largest(List<AccuracyRow> overall, String arm) {
    return overall.stream()
        .filter(row -> row.arm().equals(arm) && row.adapterId().isPresent())
        .max(Comparator.comparingInt(row -> row.trainSize().orElse(0)));
  }
}
