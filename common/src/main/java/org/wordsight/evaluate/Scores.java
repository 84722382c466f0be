package org.wordsight.evaluate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Scores answers: accuracies in all and by category, and comparisons of before and after. */
public final class Scores {
  private Scores() {}

  /**
   * Every scoring's accuracy, over all answers and then by category in alphabetical order.
   *
   * @param answers one for each item; an empty set has no accuracy
   */
  public static List<Accuracy> accuracies(Collection<Answer> answers) {
    List<Accuracy> accuracies = new ArrayList<>();
    if (answers.isEmpty()) {
      return accuracies;
    }
    Map<String, List<Answer>> byCategory =
        answers.stream()
            .collect(Collectors.groupingBy(Answer::category, TreeMap::new, Collectors.toList()));
    for (Scoring scoring : Scoring.values()) {
      accuracies.add(accuracy(scoring, Optional.empty(), answers));
      byCategory.forEach(
          (category, some) -> accuracies.add(accuracy(scoring, Optional.of(category), some)));
    }
    return accuracies;
  }

  /**
   * Every scoring's comparison over the items that both sets hold; empty if they share none.
   *
   * @param before one answer for each item
   * @param after likewise
   */
  public static List<Comparison> comparisons(Collection<Answer> before, Collection<Answer> after) {
    Map<String, Answer> byItem =
        before.stream().collect(Collectors.toMap(Answer::itemId, Function.identity()));
    List<Answer> shared = after.stream().filter(a -> byItem.containsKey(a.itemId())).toList();
    List<Comparison> comparisons = new ArrayList<>();
    if (shared.isEmpty()) {
      return comparisons;
    }
    for (Scoring scoring : Scoring.values()) {
      int gained = 0;
      int lost = 0;
      for (Answer answer : shared) {
        boolean wasRight = scoring.right(byItem.get(answer.itemId()));
        boolean isRight = scoring.right(answer);
        gained += !wasRight && isRight ? 1 : 0;
        lost += wasRight && !isRight ? 1 : 0;
      }
      comparisons.add(
          new Comparison(
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
      Scoring scoring, Optional<String> category, Collection<Answer> answers) {
    int correct = (int) answers.stream().filter(scoring::right).count();
    return new Accuracy(
        scoring, category, answers.size(), correct, Statistics.wilson(correct, answers.size()));
  }
}
