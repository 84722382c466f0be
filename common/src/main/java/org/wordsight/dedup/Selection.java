package org.wordsight.dedup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which questions are kept. In the order of rank, a question is kept if it is no duplicate
 * of a question kept before.
 *
 * <p>No two kept questions are a pair. Every dropped question names its witness: the most similar
 * kept question, and of equally similar ones the one of smallest rank. Questions beyond the asked
 * number are surplus. Their duplicates are surplus too, unless they also repeat a kept question. A
 * question of larger rank never changes the decision about one of smaller rank. More candidates
 * therefore change no earlier decision.
 */
public final class Selection {
  private final NavigableMap<Long, Long> representatives;
  private final Map<Long, List<Pair>> pairsByLater = new HashMap<>();
  private final int asked;

  /** Each representative in ascending order, and whether it is kept. */
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
   * @param asked the most candidates to keep
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
    // Exact copies have equal shingles, so the witness of a near duplicate is the witness of its
    // copies too.
    return choice instanceof Choice.Surplus ? new Choice.SurplusDuplicate(representative) : choice;
  }

  /** The most similar question among the kept ones, or among the surplus ones. */
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
