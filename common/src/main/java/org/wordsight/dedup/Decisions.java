package org.wordsight.dedup;

import java.util.Arrays;

/**
 * The decisions about all candidates in the order of rank, in arrays of primitives: 29 bytes a
 * candidate. A cluster joins each candidate with all kept questions that it resembles.
 */
public final class Decisions {
  private static final byte KEPT = 0;
  private static final byte EXACT = 1;
  private static final byte NEAR = 2;
  private static final byte SEMANTIC = 3;
  private static final byte SURPLUS = 4;
  private static final byte SURPLUS_DUPLICATE = 5;

  private final KeptSets kept;
  private long[] ranks = new long[1024];
  private byte[] kinds = new byte[1024];
  private int[] numbers = new int[1024];
  private double[] scores = new double[1024];
  private int count;

  /** Decisions by kind. */
  private final int[] counts = new int[SURPLUS_DUPLICATE + 1];

  Decisions(KeptSets kept) {
    this.kept = kept;
  }

  /**
   * @param number of the kept set that is the candidate itself, or that it repeats
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
    counts[kinds[count]]++;
    count++;
  }

  private static byte kind(Choice choice) {
    if (choice instanceof Choice.Duplicate duplicate) {
      return switch (duplicate.method()) {
        case EXACT -> EXACT;
        case NEAR -> NEAR;
        case SEMANTIC -> SEMANTIC;
      };
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

  /** The number of candidates that repeat a kept question. */
  public int duplicates() {
    return counts[EXACT] + counts[NEAR] + counts[SEMANTIC];
  }

  /** The number of candidates that were found to repeat a kept question in this way. */
  public int duplicates(Choice.Method method) {
    return switch (method) {
      case EXACT -> counts[EXACT];
      case NEAR -> counts[NEAR];
      case SEMANTIC -> counts[SEMANTIC];
    };
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
    return switch (kinds[index]) {
      case KEPT -> new Choice.Kept();
      case EXACT -> new Choice.Duplicate(witness, Choice.Method.EXACT, scores[index]);
      case NEAR -> new Choice.Duplicate(witness, Choice.Method.NEAR, scores[index]);
      case SEMANTIC -> new Choice.Duplicate(witness, Choice.Method.SEMANTIC, scores[index]);
      case SURPLUS -> new Choice.Surplus();
      case SURPLUS_DUPLICATE -> new Choice.SurplusDuplicate(witness);
      default -> throw new IllegalStateException("a decision of kind " + kinds[index]);
    };
  }

  /** The smallest rank of the candidate's cluster that is not a seed question's. */
  public long cluster(int index) {
    return kept.leader(numbers[index]);
  }
}
