package org.wordsight.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.ComparisonRow;

/**
 * The numbers of a run that matter most: official accuracy of the base, and of the adapter trained
 * on the most samples, in the arm nearest to images. Controls do not count.
 */
record Headline(AccuracyRow before, Optional<AccuracyRow> after, Optional<ComparisonRow> change) {
  private static final List<String> ARMS = List.of("image", "given", "caption");

  static Optional<Headline> of(List<AccuracyRow> accuracy, List<ComparisonRow> comparisons) {
    List<AccuracyRow> overall =
        accuracy.stream()
            .filter(row -> row.category().isEmpty() && row.scoring().equals("official"))
            .filter(row -> !row.adapterId().orElse("").contains("control"))
            .sorted(Comparator.comparingInt(row -> ARMS.indexOf(row.arm())))
            .toList();
    return overall.stream()
        .filter(row -> row.adapterId().isEmpty())
        .findFirst()
        .map(
            base -> {
              Optional<AccuracyRow> tuned =
                  overall.stream()
                      .filter(row -> row.arm().equals(base.arm()) && row.adapterId().isPresent())
                      .max(Comparator.comparingInt(row -> row.trainSize().orElse(0)));
              return new Headline(base, tuned, tuned.flatMap(t -> change(comparisons, t)));
            });
  }

  private static Optional<ComparisonRow> change(
      List<ComparisonRow> comparisons, AccuracyRow tuned) {
    return comparisons.stream()
        .filter(row -> row.arm().equals(tuned.arm()) && row.scoring().equals(tuned.scoring()))
        .filter(row -> Optional.of(row.adapterId()).equals(tuned.adapterId()))
        .findFirst();
  }

  /** Before, after, and the difference with its paired interval, a line each. */
  List<String> lines() {
    String what = "accuracy on " + before.n() + " items, arm " + before.arm();
    List<String> lines = new ArrayList<>();
    lines.add("Before: %s %s".formatted(percent(before.accuracy()), what));
    after.ifPresent(
        row ->
            lines.add(
                "After:  %s with %d text questions"
                    .formatted(percent(row.accuracy()), row.trainSize().orElse(0))));
    change.ifPresent(
        row ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "Change: %+.1f points (95 %% interval %+.1f to %+.1f)",
                    100 * row.difference(),
                    100 * row.low95(),
                    100 * row.high95())));
    return lines;
  }

  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }
}
