package org.wordsight.jobs.reporting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wordsight.evaluate.AnswerExtractor;
import org.wordsight.evaluate.Scoring;
import org.wordsight.evaluate.Statistics;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.report.Headline;
import org.wordsight.report.ReportData.Flip;

/**
 * The predictions behind the headline: the answers that changed, and the number without a letter.
 */
final class HeadlinePredictions {
  private static final int SHOWN = 4;

  private final List<PredictionRow> before;
  private final List<PredictionRow> after;

  HeadlinePredictions(List<PredictionRow> predictions, Headline headline) {
    List<PredictionRow> ofArm =
        predictions.stream()
            .filter(row -> row.model().equals(headline.model()))
            .filter(row -> row.arm().equals(headline.arm()))
            .toList();
    this.before = ofArm.stream().filter(row -> row.adapterId().isEmpty()).toList();
    this.after =
        ofArm.stream()
            .filter(row -> row.adapterId().isPresent())
            .filter(row -> row.adapterId().equals(headline.adapterId()))
            .toList();
  }

  /** The first items that became right, then the first that became wrong. */
  List<Flip> flips(List<VivaItem> items) {
    Map<String, PredictionRow> earlier =
        before.stream().collect(Collectors.toMap(PredictionRow::itemId, Function.identity()));
    Map<String, VivaItem> byId =
        items.stream().collect(Collectors.toMap(VivaItem::id, Function.identity()));
    List<Flip> flips = new ArrayList<>();
    for (boolean gained : new boolean[] {true, false}) {
      after.stream()
          .filter(row -> earlier.containsKey(row.itemId()) && byId.containsKey(row.itemId()))
          .filter(row -> right(row) == gained && right(earlier.get(row.itemId())) != gained)
          .limit(SHOWN)
          .map(
              row ->
                  new Flip(
                      row.itemId(),
                      row.category(),
                      gained,
                      byId.get(row.itemId()).options(),
                      row.gold().orElse(row.goldRepaired()),
                      earlier.get(row.itemId()).letter(),
                      row.letter()))
          .forEach(flips::add);
    }
    return flips;
  }

  private static boolean right(PredictionRow row) {
    return Scoring.OFFICIAL.right(row.prediction());
  }

  /** Notes for the reader about these predictions. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    long unread = before.stream().filter(row -> row.prediction().unread()).count();
    long unreadAfter = after.stream().filter(row -> row.prediction().unread()).count();
    notes.add(
        "Letters are read by extractor version %s, without a judge model; %d of %d answers before and %d of %d after name no letter and count as wrong."
            .formatted(AnswerExtractor.VERSION, unread, before.size(), unreadAfter, after.size()));
    notes.addAll(alwaysTheSame());
    Map<String, int[]> clusters = new HashMap<>();
    for (PredictionRow row : before) {
      int[] cluster = clusters.computeIfAbsent(row.optionsSha256(), key -> new int[2]);
      cluster[0]++;
      cluster[1] += right(row) ? 1 : 0;
    }
    if (clusters.size() > 1 && clusters.size() < before.size()) {
      double p =
          before.stream().filter(HeadlinePredictions::right).count() / (double) before.size();
      double naive = Math.sqrt(p * (1 - p) / before.size());
      notes.add(
          String.format(
              Locale.ROOT,
              "%d of %d option lists are distinct. The intervals treat items as independent; with"
                  + " equal lists as clusters, the standard error of the accuracy before is %.2f"
                  + " points instead of %.2f.",
              clusters.size(),
              before.size(),
              100 * Statistics.clusteredError(clusters.values()),
              100 * naive));
    }
    return notes;
  }

  /**
   * The accuracy of always answering the most frequent letter, and how often the model gives that
   * letter.
   */
  private List<String> alwaysTheSame() {
    Map<String, Long> counts =
        before.stream()
            .flatMap(row -> row.gold().stream())
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    Optional<Map.Entry<String, Long>> most =
        counts.entrySet().stream().max(Map.Entry.comparingByValue());
    return most
        .map(
            entry ->
                String.format(
                    Locale.ROOT,
                    "Always answering %s, which is right most often, would reach %.2f %%; it is %.1f"
                        + " %% of the answers before%s.",
                    entry.getKey(),
                    100. * entry.getValue() / before.size(),
                    share(before, entry.getKey()),
                    after.isEmpty()
                        ? ""
                        : String.format(
                            Locale.ROOT, " and %.1f %% after", share(after, entry.getKey()))))
        .stream()
        .toList();
  }

  private static double share(List<PredictionRow> answers, String letter) {
    long given = answers.stream().filter(row -> row.letter().equals(letter)).count();
    return 100. * given / answers.size();
  }
}
