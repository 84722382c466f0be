package org.wordsight.fleet;

import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.wordsight.teacher.FailureKind;

/** The items of one wave: which come next, and what became of those that are done. */
final class Wave {
  /**
   * An item that waits for another attempt.
   *
   * @param sinceNanos when its last attempt failed
   * @param earliestNanos the endpoint wants it no earlier
   * @param atNanos its turn
   * @param mayGoEarly whether its turn may come earlier at the end of the wave
   */
  private record Waiting(
      Candidate candidate, long sinceNanos, long earliestNanos, long atNanos, boolean mayGoEarly) {
    Waiting early() {
      return new Waiting(candidate, sinceNanos, earliestNanos, earliestNanos, false);
    }
  }

  private static final Comparator<Waiting> BY_TURN = Comparator.comparingLong(Waiting::atNanos);

  private final Work work;
  private final int mostWaiting;
  private final BitSet settled = new BitSet();
  private final Map<FailureKind, BitSet> givenUp = new EnumMap<>(FailureKind.class);
  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(BY_TURN);
  private Optional<Candidate> head = Optional.empty();
  private final LatestAnswers answers = new LatestAnswers();
  private boolean answeredSinceLook;
  private long settledCount;
  private long givenUpCount;
  private int onTheirWay;
  private boolean closed;

  /**
   * @param mostWaiting while so many items wait for another attempt, no new one is begun: it bounds
   *     the memory of a run in which much fails
   */
  Wave(Work work, int mostWaiting) {
    this.work = work;
    this.mostWaiting = mostWaiting;
    closeIfDone();
  }

  /** The next item that may be asked now. The same one until it is taken. */
  Optional<Candidate> next(long nowNanos) {
    if (closed) {
      return Optional.empty();
    }
    if (head.isEmpty()) {
      boolean hasNew = work.numbers().hasNext();
      if (!hasNew) {
        bringForward();
      }
      if (!waiting.isEmpty() && waiting.peek().atNanos() <= nowNanos) {
        head = Optional.of(waiting.remove().candidate());
      } else if (hasNew && waiting.size() < mostWaiting) {
        head = Optional.of(Candidate.first(checked(work.numbers().nextLong())));
      }
    }
    return head;
  }

  /**
   * At the end of a wave its last items would wait for their turns alone. They need not: answers to
   * requests that were sent after a failure show that the endpoint works again. An item needs as
   * many of them as it has failures: where the endpoint answers few, its attempts would soon be
   * spent.
   */
  private void bringForward() {
    if (!answeredSinceLook) {
      return;
    }
    answeredSinceLook = false;
    List<Waiting> early = waiting.stream().filter(this::goesEarly).toList();
    if (!early.isEmpty()) {
      waiting.removeIf(this::goesEarly);
      early.forEach(one -> waiting.add(one.early()));
    }
  }

  private boolean goesEarly(Waiting one) {
    return one.mayGoEarly() && answers.areAfter(one.sinceNanos(), one.candidate().allFailures());
  }

  /** An answer has come to a request that was sent at this time. */
  void answered(long sentNanos) {
    answers.add(sentNanos);
    answeredSinceLook = true;
  }

  void take() {
    head = Optional.empty();
    onTheirWay++;
  }

  /** Whether an item could be handed out now, as far as the wave is concerned. */
  boolean hasNext(long nowNanos) {
    return next(nowNanos).isPresent();
  }

  /** An item is no more on its way, and nothing else is known of it yet. */
  void landed() {
    onTheirWay--;
  }

  /** The item may be asked again now. */
  void askAgain(Candidate candidate, long nowNanos) {
    if (!closed) {
      waiting.add(new Waiting(candidate, nowNanos, nowNanos, nowNanos, false));
    }
  }

  /**
   * The item may be asked again after a failure.
   *
   * @param kind of the failure
   */
  void askAgain(Candidate candidate, FailureKind kind, long nowNanos, Retries.Wait wait) {
    if (!closed) {
      long earliest = nowNanos + wait.askedNanos();
      long turn = earliest + wait.moreNanos();
      waiting.add(new Waiting(candidate, nowNanos, earliest, turn, Retries.mayComeEarly(kind)));
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
    waiting.removeIf(other -> other.candidate().item().number() == number);
    head = head.filter(candidate -> candidate.item().number() != number);
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
        onTheirWay == 0 && head.isEmpty() && waiting.isEmpty() && !work.numbers().hasNext();
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
