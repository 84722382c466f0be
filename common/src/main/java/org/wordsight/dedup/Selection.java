package org.wordsight.dedup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which questions are kept: in the order of rank, each one that is no duplicate of one kept
 * before it. No two kept questions are a pair, and every dropped one names the most similar kept
 * question (the one of smallest rank among equals) as its witness. Questions beyond the asked
 * number are surplus, and so are the duplicates of surplus questions alone. A question of smaller
 * rank is never affected by one of larger rank, so more candidates never change an earlier
 * decision; but for surplus, which a larger number asked for reduces.
 */
public final class Selection {
  private final NavigableMap<Long, Long> representatives;
  private final Map<Long, List<Pair>> pairsByLater = new HashMap<>();
  private final int asked;

  /** Representatives in ascending order, with whether greedy choice keeps them. */
  private final Map<Long, Boolean> isKept = new HashMap<>();

  private final Map<Long, Boolean> isSurplus = new HashMap<>();

  private Selection(NavigableMap<Long, Long> representatives, List<Pair> pairs, int asked) {
    this.representatives = representatives;
    this.asked = asked;
    for (Pair pair : pairs) {
      pairsByLater.computeIfAbsent(pair.later(), later -> new ArrayList<>()).add(pair);
    }
  }

  /**
   * Decides for every rank.
   *
   * @param representatives each rank with the smallest rank of its exact duplicates, seed questions
   *     included
   * @param pairs all near duplicates among representatives, in any order
   * @param asked how many candidates to keep at most
   * @return a choice for each rank that is not a seed question's, in the order of rank
   */
  public static NavigableMap<Long, Choice> decide(
      NavigableMap<Long, Long> representatives, List<Pair> pairs, int asked) {
    Selection selection = new Selection(representatives, pairs, asked);
    selection.keepGreedily();
    return selection.choices();
  }

  private void keepGreedily() {
    int kept = 0;
    for (Map.Entry<Long, Long> entry : representatives.entrySet()) {
      long rank = entry.getKey();
      if (rank != entry.getValue()) {
        continue;
      }
      boolean keeps =
          pairsByLater.getOrDefault(rank, List.of()).stream()
              .noneMatch(pair -> isKept.getOrDefault(pair.earlier(), false));
      isKept.put(rank, keeps || Rank.isSeed(rank));
      if (keeps && !Rank.isSeed(rank)) {
        kept++;
        isSurplus.put(rank, kept > asked);
      }
    }
  }

  private NavigableMap<Long, Choice> choices() {
    NavigableMap<Long, Choice> choices = new TreeMap<>();
    for (Map.Entry<Long, Long> entry : representatives.entrySet()) {
      long rank = entry.getKey();
      if (!Rank.isSeed(rank)) {
        choices.put(
            rank, rank == entry.getValue() ? ofRepresentative(rank) : ofCopy(entry.getValue()));
      }
    }
    return choices;
  }

  private Choice ofRepresentative(long rank) {
    if (isKept.get(rank)) {
      return isSurplus.get(rank) ? new Choice.Surplus() : new Choice.Kept();
    }
    Optional<Pair> witness = best(rank, false);
    return witness
        .<Choice>map(pair -> new Choice.Duplicate(pair.earlier(), Choice.Method.NEAR, pair.score()))
        .orElseGet(() -> new Choice.SurplusDuplicate(best(rank, true).orElseThrow().earlier()));
  }

  private Choice ofCopy(long representative) {
    if (Rank.isSeed(representative)) {
      return new Choice.Duplicate(representative, Choice.Method.EXACT, 1);
    }
    Choice choice = ofRepresentative(representative);
    if (choice instanceof Choice.Kept) {
      return new Choice.Duplicate(representative, Choice.Method.EXACT, 1);
    }
    // Exact copies have the same shingles: a near duplicate's witness is its copies' witness.
    return choice instanceof Choice.Surplus ? new Choice.SurplusDuplicate(representative) : choice;
  }

  /** The most similar kept question among those that are surplus, or those that are not. */
  private Optional<Pair> best(long rank, boolean surplus) {
    return pairsByLater.getOrDefault(rank, List.of()).stream()
        .filter(pair -> isKept.get(pair.earlier()))
        .filter(pair -> isSurplus.getOrDefault(pair.earlier(), false) == surplus)
        .min(
            (one, other) ->
                one.score() == other.score()
                    ? Long.compare(one.earlier(), other.earlier())
                    : Double.compare(other.score(), one.score()));
  }
}
