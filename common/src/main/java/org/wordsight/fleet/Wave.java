package org.wordsight.fleet;

import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.wordsight.teacher.FailureKind;

/** The items of one wave: the next items, and the results of those that are done. */
final class Wave {
  /**
   * An item that waits for another attempt.
   *
   * @param sinceNanos when its last attempt failed
   * @param earliestNanos the earliest time that the endpoint allows
   * @param atNanos its turn
   * @param mayGoEarly whether its turn may come earlier at the end of the wave
   */
  private record Waiting(
      OpenItem openItem, long sinceNanos, long earliestNanos, long atNanos, boolean mayGoEarly) {
    Waiting early() {
      return new Waiting(openItem.early(atNanos), sinceNanos, earliestNanos, earliestNanos, false);
    }
  }

  /** The number of items that an answer lets try before their turn, at the end of a wave. */
  private static final int TRIALS_OF_AN_ANSWER = 2;

  private static final Comparator<Waiting> BY_TURN = Comparator.comparingLong(Waiting::atNanos);

  private final Work work;
  private final int mostWaiting;
  private final BitSet settled = new BitSet();
  private final Map<FailureKind, BitSet> givenUp = new EnumMap<>(FailureKind.class);
  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(BY_TURN);
  private Optional<OpenItem> head = Optional.empty();
  private long settledCount;
  private long givenUpCount;
  private int inFlight;
  private boolean closed;

  /**
   * @param mostWaiting while so many items wait for another attempt, no new item is begun. This
   *     bounds the memory of a run with many failures
   */
  Wave(Work work, int mostWaiting) {
    this.work = work;
    this.mostWaiting = mostWaiting;
    closeIfDone();
  }

  /** The next item that may be asked now; the same item until it is taken. */
  Optional<OpenItem> next(long nowNanos) {
    if (closed) {
      return Optional.empty();
    }
    if (head.isEmpty()) {
      boolean hasNew = work.numbers().hasNext();
      if (!waiting.isEmpty() && waiting.peek().atNanos() <= nowNanos) {
        head = Optional.of(waiting.remove().openItem());
      } else if (hasNew && waiting.size() < mostWaiting) {
        head = Optional.of(OpenItem.first(checked(work.numbers().nextLong())));
      }
    }
    return head;
  }

  /**
   * An answer has come to a request that was sent at this time. At the end of a wave only items
   * that wait for their turn are left. They need not wait, since the answer shows that the endpoint
   * works again. If it does, each answer lets others try, so that all are asked soon. If it answers
   * few, few are asked early. An early attempt that fails does not count against the item.
   */
  void answered(long sentNanos) {
    if (closed || work.numbers().hasNext()) {
      return;
    }
    for (int i = 0; i < TRIALS_OF_AN_ANSWER; i++) {
      Optional<Waiting> next =
          waiting.stream()
              .filter(one -> one.mayGoEarly() && one.sinceNanos() < sentNanos)
              .min(BY_TURN);
      next.ifPresent(
          one -> {
            waiting.remove(one);
            waiting.add(one.early());
          });
    }
  }

  void take() {
    head = Optional.empty();
    inFlight++;
  }

  /** Whether an item could be handed out now, as far as the wave is concerned. */
  boolean hasNext(long nowNanos) {
    return next(nowNanos).isPresent();
  }

  /** An item is not in flight any more, and its result is not known yet. */
  void landed() {
    inFlight--;
  }

  /** The item may be asked again now. */
  void askAgain(OpenItem openItem, long nowNanos) {
    if (!closed) {
      waiting.add(new Waiting(openItem, nowNanos, nowNanos, nowNanos, false));
    }
  }

  /**
   * The item may be asked again after a failure.
   *
   * @param kind of the failure
   */
  void askAgain(OpenItem openItem, FailureKind kind, long nowNanos, Retries.Wait wait) {
    if (!closed) {
      long earliest = nowNanos + wait.askedNanos();
      long turn = earliest + wait.moreNanos();
      waiting.add(new Waiting(openItem, nowNanos, earliest, turn, Retries.mayComeEarly(kind)));
    }
  }

  /**
   * An item that was asked before its turn waits for its turn. It is not asked early a second time,
   * since a failed attempt may be charged.
   */
  void askAgainAtItsTurn(OpenItem early, long nowNanos, long askedNanos) {
    if (!closed) {
      long earliest = nowNanos + askedNanos;
      long turn = Math.max(earliest, early.turnNanos().orElse(earliest));
      waiting.add(new Waiting(early.again(), nowNanos, earliest, turn, false));
    }
  }

  /** Whether an answer for the item would count. */
  boolean needs(long number) {
    return !closed && contains(number) && !settled.get(bit(number));
  }

  void settle(long number) {
    settled.set(bit(number));
    settledCount++;
  }

  /** An answer to an attempt that was counted as lost: the item may wait, or be given up. */
  void settleLate(long number) {
    for (BitSet bits : givenUp.values()) {
      if (bits.get(bit(number))) {
        bits.clear(bit(number));
        givenUpCount--;
      }
    }
    waiting.removeIf(other -> other.openItem().item().number() == number);
    head = head.filter(openItem -> openItem.item().number() != number);
    settle(number);
  }

  void giveUp(long number, FailureKind kind) {
    givenUp.computeIfAbsent(kind, any -> new BitSet()).set(bit(number));
    givenUpCount++;
  }

  /**
   * Ends the wave if enough is answered, or if nothing is left.
   *
   * @return whether the wave ended with this call
   */
  boolean closeIfDone() {
    if (closed) {
      return false;
    }
    boolean nothingLeft =
        inFlight == 0 && head.isEmpty() && waiting.isEmpty() && !work.numbers().hasNext();
    if (settledCount >= work.needed() || nothingLeft) {
      closed = true;
      waiting.clear();
      head = Optional.empty();
    }
    return closed;
  }

  boolean closed() {
    return closed;
  }

  int waiting() {
    return waiting.size();
  }

  long settledCount() {
    return settledCount;
  }

  long givenUpCount() {
    return givenUpCount;
  }

  Outcome outcome() {
    return new Outcome(work.first(), closed, settled, givenUp);
  }

  private boolean contains(long number) {
    return number >= work.first() && number < work.end();
  }

  private long checked(long number) {
    if (!contains(number)) {
      throw new IllegalArgumentException(
          "item " + number + " of a wave from " + work.first() + " to " + work.end());
    }
    return number;
  }

  private int bit(long number) {
    return (int) (number - work.first());
  }
}
