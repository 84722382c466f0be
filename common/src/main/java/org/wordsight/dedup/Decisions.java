package org.wordsight.dedup;

import java.util.Arrays;
import java.util.List;

/**
 * The decisions about all candidates in the order of rank, in arrays of primitives: 29 bytes a
 * candidate. A cluster joins each candidate with all kept questions that it resembles.
 */
public final class Decisions {
  private static final byte KEPT = 0;
  private static final byte SURPLUS = 1;
  private static final byte SURPLUS_DUPLICATE = 2;

  /** A duplicate is stored as this number plus the place of its method. */
  private static final byte DUPLICATE = 3;

  private static final List<Choice.Method> METHODS = List.of(Choice.Method.values());

  private final KeptSets kept;
  private long[] ranks = new long[1024];
  private byte[] kinds = new byte[1024];
  private int[] numbers = new int[1024];
  private double[] scores = new double[1024];
  private int count;

  /** The number of decisions by kind, without those that repeat a question of an earlier run. */
  private final int[] counts = new int[DUPLICATE + METHODS.size()];

  private int ofHistory;

  Decisions(KeptSets kept) {
    this.kept = kept;
  }

  /**
   * @param number of the kept set: the candidate's own, or the one that it repeats
   */
  void add(long rank, Choice choice, int number) {
    if (count == ranks.length) {
      ranks = Arrays.copyOf(ranks, 2 * count);
      kinds = Arrays.copyOf(kinds, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
      scores = Arrays.copyOf(scores, 2 * count);
    }
    ranks[count] = rank;
    numbers[count] = number;
    scores[count] = choice instanceof Choice.Duplicate duplicate ? duplicate.score() : 0;
    kinds[count] = kind(choice);
    if (choice instanceof Choice.Duplicate duplicate && Rank.isHistory(duplicate.keptRank())) {
      ofHistory++;
    } else {
      counts[kinds[count]]++;
    }
    count++;
  }

  private static byte kind(Choice choice) {
    if (choice instanceof Choice.Duplicate duplicate) {
      return (byte) (DUPLICATE + METHODS.indexOf(duplicate.method()));
    }
    if (choice instanceof Choice.SurplusDuplicate) {
      return SURPLUS_DUPLICATE;
    }
    return choice instanceof Choice.Surplus ? SURPLUS : KEPT;
  }

  public int count() {
    return count;
  }

  /** The number of kept candidates, without surplus. */
  public int kept() {
    return counts[KEPT];
  }

  /** The number of candidates that repeat a kept question, of this run or of an earlier one. */
  public int duplicates() {
    return ofHistory + METHODS.stream().mapToInt(this::duplicates).sum();
  }

  /** The number of candidates that repeat a question of this run, found by this method. */
  public int duplicates(Choice.Method method) {
    return counts[DUPLICATE + METHODS.indexOf(method)];
  }

  /** The number of candidates that repeat a question of an earlier run. */
  public int duplicatesOfHistory() {
    return ofHistory;
  }

  /** The number of candidates that are surplus, or repeat surplus questions. */
  public int surplus() {
    return counts[SURPLUS] + counts[SURPLUS_DUPLICATE];
  }

  public long rank(int index) {
    return ranks[index];
  }

  public Choice choice(int index) {
    long witness = kept.rank(numbers[index]);
    byte kind = kinds[index];
    if (kind >= DUPLICATE) {
      return new Choice.Duplicate(witness, METHODS.get(kind - DUPLICATE), scores[index]);
    }
    if (kind == SURPLUS_DUPLICATE) {
      return new Choice.SurplusDuplicate(witness);
    }
    return kind == SURPLUS ? new Choice.Surplus() : new Choice.Kept();
  }

  /** The numbers of the kept candidates without surplus, in the order of decisions. */
  int[] keptNumbers() {
    int[] found = new int[kept()];
    int next = 0;
    for (int i = 0; i < count; i++) {
      if (kinds[i] == KEPT) {
        found[next++] = numbers[i];
      }
    }
    return found;
  }

  /** The smallest rank of a candidate in the candidate's cluster. */
  public long cluster(int index) {
    return kept.leader(numbers[index]);
  }
}
