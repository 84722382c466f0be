package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.wordsight.config.SelectionConfig.KeepRule;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.Precedence;
import org.wordsight.jobs.runtime.DriverParts;
import scala.Tuple2;

/**
 * The order in which the candidates of one wave are decided. One rule counts after the other, and
 * the order of the plan counts last.
 *
 * @param wave counted from 0
 */
record WaveOrder(int wave, List<KeepRule> rules) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int LETTERS = 26;

  /** Shares are compared in millionths. */
  private static final double MILLION = 1e6;

  WaveOrder {
    rules = List.copyOf(rules);
  }

  /**
   * A candidate in the form in which the driver decides about it.
   *
   * @param vector empty where meanings are not compared
   * @param letter of its answer: 0 is A
   */
  record Turn(Precedence precedence, ComparedText text, float[] vector, int letter)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The properties of a candidate that the rules compare.
   *
   * @param rationaleWords in the rationale
   * @param agreement of the judge; 0 without one
   */
  record Merits(int rationaleWords, double agreement) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param balance the number of earlier candidates with the same letter
   */
  Precedence precedence(Merits merits, long balance, long rank) {
    List<KeepRule> all = rules;
    long[] preferences = new long[all.size()];
    for (int i = 0; i < preferences.length; i++) {
      preferences[i] =
          switch (all.get(i)) {
            case FIRST -> 0;
            case LONGER_RATIONALE -> -merits.rationaleWords();
            case BALANCED_LETTER -> balance;
            case JUDGE_AGREEMENT -> -Math.round(MILLION * merits.agreement());
          };
    }
    return Precedence.of(wave, preferences, rank);
  }

  /** A candidate before its place is known. */
  record Waiting(long rank, ComparedText text, float[] vector, int letter, Merits merits)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    Turn turn(WaveOrder order, long balance) {
      return new Turn(order.precedence(merits, balance, rank), text, vector, letter);
    }
  }

  /**
   * Sorts the candidates of the wave.
   *
   * @param kept the number of kept candidates of earlier waves for each letter
   */
  JavaRDD<Turn> sorted(JavaRDD<Waiting> waiting, long[] kept) {
    int parts = DriverParts.of(waiting);
    JavaRDD<Waiting> ordered = waiting.sortBy(one -> precedence(one), true, parts);
    if (!rules.contains(KeepRule.BALANCED_LETTER)) {
      return ordered.map(one -> one.turn(this, 0));
    }
    Map<Integer, long[]> before = before(ordered, kept);
    return ordered
        .mapPartitionsWithIndex(
            (part, some) -> counted(some, before.getOrDefault(part, new long[LETTERS])), false)
        .sortBy(Turn::precedence, true, parts);
  }

  /** The order without balance. Letters are counted in this order. */
  private Precedence precedence(Waiting one) {
    return precedence(one.merits(), 0, one.rank());
  }

  /** The number of candidates of each letter before each partition. */
  private static Map<Integer, long[]> before(JavaRDD<Waiting> ordered, long[] kept) {
    List<Tuple2<Integer, long[]>> counts =
        ordered
            .mapPartitionsWithIndex(
                (part, some) -> {
                  long[] letters = new long[LETTERS];
                  some.forEachRemaining(one -> letters[one.letter()]++);
                  return Collections.singleton(new Tuple2<>(part, letters)).iterator();
                },
                false)
            .collect();
    Map<Integer, long[]> byPart = new TreeMap<>();
    counts.forEach(count -> byPart.put(count._1(), count._2()));
    long[] sum = kept.clone();
    for (Map.Entry<Integer, long[]> part : byPart.entrySet()) {
      long[] own = part.getValue();
      part.setValue(sum.clone());
      for (int letter = 0; letter < LETTERS; letter++) {
        sum[letter] += own[letter];
      }
    }
    return byPart;
  }

  private Iterator<Turn> counted(Iterator<Waiting> some, long[] before) {
    long[] letters = before.clone();
    List<Turn> turns = new ArrayList<>();
    some.forEachRemaining(one -> turns.add(one.turn(this, letters[one.letter()]++)));
    return turns.iterator();
  }
}
