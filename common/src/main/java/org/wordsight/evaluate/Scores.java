package org.wordsight.evaluate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Scores predictions: accuracies over all items and by category, and comparisons of before and
 * after.
 */
public final class Scores {
  private Scores() {}

  /**
   * The accuracy in every scoring, over all predictions and then by category in alphabetical order.
   *
   * @param predictions one for each item; an empty collection gives no accuracy
   */
  public static List<Accuracy> accuracies(Collection<Prediction> predictions) {
    List<Accuracy> accuracies = new ArrayList<>();
    if (predictions.isEmpty()) {
      return accuracies;
    }
    Map<String, List<Prediction>> byCategory =
        predictions.stream()
            .collect(
                Collectors.groupingBy(Prediction::category, TreeMap::new, Collectors.toList()));
    for (Scoring scoring : Scoring.values()) {
      accuracies.add(accuracy(scoring, Optional.empty(), predictions));
      byCategory.forEach(
          (category, some) -> accuracies.add(accuracy(scoring, Optional.of(category), some)));
    }
    return accuracies;
  }

  /**
   * The comparison in every scoring, over the items of both collections; empty if they share none.
   *
   * @param before one prediction for each item
   * @param after one prediction for each item
   */
  public static List<PairedComparison> comparisons(
      Collection<Prediction> before, Collection<Prediction> after) {
    Map<String, Prediction> byItem =
        before.stream().collect(Collectors.toMap(Prediction::itemId, Function.identity()));
    List<Prediction> shared = after.stream().filter(a -> byItem.containsKey(a.itemId())).toList();
    List<PairedComparison> comparisons = new ArrayList<>();
    if (shared.isEmpty()) {
      return comparisons;
    }
    for (Scoring scoring : Scoring.values()) {
      int gained = 0;
      int lost = 0;
      for (Prediction prediction : shared) {
        boolean wasRight = scoring.right(byItem.get(prediction.itemId()));
        boolean isRight = scoring.right(prediction);
        gained += !wasRight && isRight ? 1 : 0;
        lost += wasRight && !isRight ? 1 : 0;
      }
      comparisons.add(
          new PairedComparison(
              scoring,
              shared.size(),
              gained,
              lost,
              Statistics.pairedDifference(gained, lost, shared.size()),
              Statistics.mcNemar(gained, lost)));
    }
    return comparisons;
  }

  private static Accuracy accuracy(
      Scoring scoring, Optional<String> category, Collection<Prediction> predictions) {
    int correct = (int) predictions.stream().filter(scoring::right).count();
    return new Accuracy(
        scoring,
        category,
        predictions.size(),
        correct,
        Statistics.wilson(correct, predictions.size()));
  }
}
