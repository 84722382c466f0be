package org.wordsight.fleet;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.wordsight.teacher.FailureKind;

/**
 * The results of the items of a wave. They do not change after the wave's end: an answer that comes
 * later does not count.
 */
public final class Outcome {
  private final long first;
  private final boolean closed;
  private final BitSet settled;
  private final Map<FailureKind, BitSet> givenUp;

  /** Copies its arguments. A bit's index is an item's number less {@code first}. */
  Outcome(long first, boolean closed, BitSet settled, Map<FailureKind, BitSet> givenUp) {
    this.first = first;
    this.closed = closed;
    this.settled = (BitSet) settled.clone();
    this.givenUp = new EnumMap<>(FailureKind.class);
    givenUp.forEach((kind, bits) -> this.givenUp.put(kind, (BitSet) bits.clone()));
  }

  /** Whether the wave has ended. It has not if the run stopped before. */
  public boolean closed() {
    return closed;
  }

  public long settledCount() {
    return settled.cardinality();
  }

  public boolean isSettled(long number) {
    return number >= first
        && number - first <= Integer.MAX_VALUE
        && settled.get((int) (number - first));
  }

  /** The answered items that count, ascending. */
  public LongStream settled() {
    return settled.stream().mapToLong(bit -> first + bit);
  }

  public long givenUpCount() {
    return givenUp.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** The items that were given up after a failure of this kind, ascending. */
  public LongStream givenUp(FailureKind kind) {
    return givenUp.getOrDefault(kind, new BitSet()).stream().mapToLong(bit -> first + bit);
  }
}
