package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

class TestDispatcher {
  private static final String A = "a";
  private static final String B = "b";

  /** The first wait of this item is a second; that of the next item is half a second. */
  private static final int LATE = 27;

  @Test
  void handsOutNoMoreThanThePermits() {
    ClockedDispatcher clocked = clocked(5, Work.all(0, 20));
    WorkLease first = clocked.lease(A);
    assertThat(first.items()).extracting(WorkItem::number).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(clocked.lease(A).items()).isEmpty();
    clocked.settle(A, first, 2, 10);
    assertThat(clocked.lease(A).items()).containsExactly(new WorkItem(5, 1));
    assertThat(clocked.status().inFlight()).isEqualTo(5);
  }

  @Test
  void handsOutNoMoreThanTheWorkerTakes() {
    ClockedDispatcher clocked = clocked(5, Work.all(0, 20));
    assertThat(clocked.dispatcher.lease(A, 2).items()).hasSize(2);
    assertThat(clocked.dispatcher.lease(A, 0).items()).isEmpty();
  }

  @Test
  void leavesOutItemsThatAreDone() {
    BitSet done = new BitSet();
    done.set(0);
    done.set(2);
    ClockedDispatcher clocked = clocked(5, Work.remaining(100, 104, done, 9));
    assertThat(clocked.lease(A).items()).extracting(WorkItem::number).containsExactly(101L, 103L);
  }

  @Test
  void keepsAShareForAWorkerThatHasNothing() {
    ClockedDispatcher clocked = clocked(8, Work.all(0, 100));
    WorkLease all = clocked.lease(A);
    assertThat(clocked.lease(B).items()).isEmpty();
    for (int i = 0; i < 4; i++) {
      clocked.settle(A, all, i, 1);
      assertThat(clocked.lease(A).items()).isEmpty();
      assertThat(clocked.lease(B).items()).hasSize(1);
    }
    clocked.settle(A, all, 4, 1);
    assertThat(clocked.lease(A).items()).hasSize(1);
  }

  @Test
  void isOverForAWorkerWhenAllIsDoneAndItHoldsNothing() {
    ClockedDispatcher clocked = clocked(5, Work.all(0, 2));
    WorkLease lease = clocked.lease(A);
    assertThat(clocked.lease(B).over()).isFalse();
    clocked.settle(A, lease, 0, 1);
    assertThat(clocked.lease(B).over()).isFalse();
    clocked.settle(A, lease, 1, 1);
    assertThat(clocked.lease(A).over()).isTrue();
    assertThat(clocked.lease(B).over()).isTrue();
    assertThat(clocked.dispatcher.outcome().closed()).isTrue();
    assertThat(clocked.dispatcher.outcome().settled().toArray()).containsExactly(0, 1);
  }

  @Test
  void waitsWithoutEndBeforeTheFirstWave() {
    ClockedDispatcher clocked = new ClockedDispatcher(Limits.inFlight(5));
    assertThat(clocked.lease(A).items()).isEmpty();
    assertThat(clocked.lease(A).over()).isFalse();
    assertThatThrownBy(clocked.dispatcher::outcome).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesAWaveWhileAnotherIsOpen() {
    ClockedDispatcher clocked = clocked(5, Work.all(0, 2));
    assertThatThrownBy(() -> clocked.dispatcher.open(Work.all(2, 4)))
        .hasMessage("the wave before is not at its end");
  }

  @Test
  void asksAgainAfterAFailureNotBeforeItsTime() {
    ClockedDispatcher clocked = clocked(1, Work.all(0, 1));
    WorkLease lease = clocked.lease(A);
    clocked.fail(A, lease, 0, FailureKind.CONNECTION_LOST, 7_000);
    double failed = clocked.time.seconds();
    WorkLease again = clocked.leaseOne(A);
    assertThat(again.items()).containsExactly(new WorkItem(0, 2));
    assertThat(clocked.time.seconds() - failed).isBetween(7.0, 9.1);
  }

  @Test
  void keepsTheWaitOfALastItemWhoseAttemptMayBeBilled() {
    ClockedDispatcher clocked = clocked(2, Work.all(LATE, LATE + 2));
    WorkLease both = clocked.lease(A);
    clocked.fail(A, both, 0, FailureKind.TIMED_OUT);
    double failed = clocked.time.seconds();
    clocked.fail(A, both, 1, FailureKind.CONFLICT);
    WorkLease other = clocked.leaseOne(A);
    assertThat(other.items()).containsExactly(new WorkItem(LATE + 1, 2));
    clocked.settle(A, other, 0, 1);
    assertThat(clocked.lease(A).items()).isEmpty();
    assertThat(clocked.leaseOne(A).items()).containsExactly(new WorkItem(LATE, 2));
    long wait = new Retries(0).wait(new WorkItem(LATE, 1), 1, -1).moreNanos();
    assertThat(clocked.time.seconds() - failed).isGreaterThanOrEqualTo(wait / 1e9);
  }

  @Test
  void asksTheLastItemsOfAWaveNoEarlierThanTheEndpointWants() {
    ClockedDispatcher clocked = clocked(2, Work.all(0, 2));
    WorkLease both = clocked.lease(A);
    clocked.fail(A, both, 0, FailureKind.CONFLICT, 7_000);
    double failed = clocked.time.seconds();
    clocked.fail(A, both, 1, FailureKind.CONNECTION_LOST);
    clocked.settle(A, clocked.leaseOne(A), 0, 1);
    assertThat(clocked.lease(A).items()).isEmpty();
    clocked.time.pass(failed + 7 - clocked.time.seconds());
    assertThat(clocked.lease(A).items()).containsExactly(new WorkItem(0, 2));
  }

  @Test
  void givesAnItemUpAfterTheFailuresThatItsKindAllows() {
    for (FailureKind kind :
        List.of(FailureKind.MALFORMED_BODY, FailureKind.BODY_TOO_LARGE, FailureKind.BAD_REQUEST)) {
      ClockedDispatcher clocked = clocked(1, Work.all(7, 8));
      int attempts = 0;
      for (WorkLease lease = clocked.lease(A); !lease.over(); lease = clocked.leaseOne(A)) {
        attempts++;
        clocked.fail(A, lease, 0, kind);
      }
      assertThat(attempts).isEqualTo(Retries.allowed(kind));
      Outcome outcome = clocked.dispatcher.outcome();
      assertThat(outcome.givenUp(kind).toArray()).containsExactly(7);
      assertThat(outcome.settledCount()).isZero();
      assertThat(clocked.status().failures()).containsEntry(kind, (long) attempts);
    }
  }

  @Test
  void waitsDifferentlyForEachItemAndTheSameForTheSameSeed() {
    Retries retries = new Retries(42);
    Set<Long> waits = new HashSet<>();
    for (long number = 0; number < 100; number++) {
      Retries.Wait wait = retries.wait(new WorkItem(number, 1), 3, -1);
      assertThat(wait.askedNanos()).isZero();
      assertThat(wait.moreNanos()).isBetween(2_000_000_000L, 4_000_000_000L);
      assertThat(new Retries(42).wait(new WorkItem(number, 1), 3, -1)).isEqualTo(wait);
      waits.add(wait.moreNanos());
    }
    assertThat(waits).hasSize(100);
    assertThat(retries.wait(new WorkItem(1, 60), 60, -1).moreNanos()).isLessThan(60_000_000_001L);
    assertThat(retries.wait(new WorkItem(1, 1), 1, 7_000).askedNanos()).isEqualTo(7_000_000_000L);
  }

  @Test
  void asksAgainForItemsOfALostWorker() {
    ClockedDispatcher clocked = clocked(3, Work.all(0, 3));
    WorkLease lost = clocked.lease(A);
    clocked.dispatcher.lost(A);
    assertThat(clocked.status().inFlight()).isZero();
    Set<WorkItem> again = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      again.addAll(clocked.leaseOne(B).items());
    }
    assertThat(again)
        .containsExactlyInAnyOrder(new WorkItem(0, 2), new WorkItem(1, 2), new WorkItem(2, 2));
    assertThat(lost.items()).hasSize(3);
  }

  @Test
  void endsTheLeasesOfASilentWorkerAndOfNoOther() {
    ClockedDispatcher clocked = clocked(4, Work.all(0, 4));
    clocked.dispatcher.lease(A, 2);
    clocked.dispatcher.lease(B, 2);
    for (int second = 0; second < 40; second++) {
      clocked.time.pass(1);
      clocked.dispatcher.renew(B);
    }
    assertThat(clocked.status().inFlight()).isEqualTo(2);
    assertThat(clocked.status().failures()).containsEntry(FailureKind.WORKER_LOST, 2L);
  }

  @Test
  void endsAFlightThatItsWorkerHasForgotten() {
    ClockedDispatcher clocked =
        new ClockedDispatcher(Limits.inFlight(4).withTimes(30_000, 100_000));
    clocked.dispatcher.open(Work.all(0, 1));
    clocked.lease(A);
    for (int second = 0; second < 99; second++) {
      clocked.time.pass(1);
      clocked.dispatcher.renew(A);
    }
    assertThat(clocked.status().inFlight()).isEqualTo(1);
    for (int second = 0; second < 5; second++) {
      clocked.time.pass(1);
      clocked.dispatcher.renew(A);
    }
    assertThat(clocked.status().inFlight()).isZero();
  }

  @Test
  void endsNoLeaseBecauseThisProcessWasPaused() {
    ClockedDispatcher clocked = clocked(4, Work.all(0, 4));
    clocked.lease(A);
    clocked.time.pass(3600);
    assertThat(clocked.status().inFlight()).isEqualTo(4);
    clocked.time.pass(10);
    assertThat(clocked.status().inFlight()).isEqualTo(4);
    for (int second = 0; second < 30; second++) {
      clocked.time.pass(1);
      clocked.status();
    }
    assertThat(clocked.status().inFlight()).isZero();
  }

  @Test
  void countsALateAnswerOnceAndCancelsTheAttemptThatReplacedIt() {
    ClockedDispatcher clocked = clocked(1, Work.all(0, 2));
    WorkLease early = clocked.lease(A);
    clocked.dispatcher.lost(A);
    WorkLease replaced = clocked.leaseOne(B);
    while (replaced.items().get(0).number() != 0) {
      clocked.settle(B, replaced, 0, 1);
      replaced = clocked.leaseOne(B);
    }
    long settledBefore = clocked.status().settled();

    clocked.settle(A, early, 0, 30);
    clocked.settle(A, early, 0, 30);

    assertThat(clocked.status().settled()).isEqualTo(settledBefore + 1);
    WorkLease next = clocked.dispatcher.lease(B, 0);
    assertThat(next.cancelled()).isEqualTo(replaced.items());
    assertThat(next.over()).isFalse();
    clocked.settle(B, replaced, 0, 30);
    assertThat(clocked.status().settled()).isEqualTo(settledBefore + 1);
  }

  @Test
  void takesALateAnswerToAnItemThatWasGivenUp() {
    ClockedDispatcher clocked = clocked(2, Work.all(0, 2));
    WorkLease both = clocked.lease(A);
    clocked.dispatcher.lost(A);
    WorkLease other = clocked.leaseOne(B);
    int attempts = 0;
    while (clocked.status().givenUp() == 0) {
      attempts++;
      clocked.fail(B, other, 0, FailureKind.PROMPT_FILTERED);
    }
    assertThat(attempts).isEqualTo(1);
    long number = other.items().get(0).number();
    clocked.settle(A, both, (int) number, 10);
    assertThat(clocked.status().givenUp()).isZero();
    assertThat(clocked.dispatcher.outcome().isSettled(number)).isTrue();
  }

  @Test
  void endsTheWaveWithEnoughAnswersAndCancelsTheRest() {
    Work work = new Work(0, 10, LongStream.range(0, 10).iterator(), 8);
    ClockedDispatcher clocked = clocked(8, work);
    WorkLease first = clocked.lease(A);
    for (int i = 0; i < 8; i++) {
      if (i != 3) {
        clocked.settle(A, first, i, 1);
      }
    }
    WorkLease more = clocked.lease(B);
    assertThat(more.items()).hasSize(2);
    clocked.settle(B, more, 0, 1);

    Outcome outcome = clocked.dispatcher.outcome();
    assertThat(outcome.closed()).isTrue();
    assertThat(outcome.settled().toArray()).containsExactly(0, 1, 2, 4, 5, 6, 7, 8);
    assertThat(clocked.lease(A).cancelled()).containsExactly(new WorkItem(3, 1));
    assertThat(clocked.lease(B).cancelled()).containsExactly(new WorkItem(9, 1));
    assertThat(clocked.lease(A).over()).isFalse();

    clocked.settle(A, first, 3, 1);
    clocked.dispatcher.report(B, List.of(new Report.Cancelled(more.id(), new WorkItem(9, 1))));
    assertThat(clocked.dispatcher.outcome().settled().toArray())
        .as("later answers do not count")
        .containsExactly(0, 1, 2, 4, 5, 6, 7, 8);
    assertThat(clocked.lease(A).over()).isTrue();
    assertThat(clocked.lease(B).over()).isTrue();
    assertThat(clocked.status().inFlight()).isZero();
  }

  @Test
  void countsNoMoreAnswersThanAreNeededOfOneMessage() {
    ClockedDispatcher clocked = clocked(4, new Work(0, 4, LongStream.range(0, 4).iterator(), 2));
    WorkLease lease = clocked.lease(A);
    List<Report> reports = new ArrayList<>();
    for (WorkItem item : lease.items()) {
      reports.add(new Report.Settled(lease.id(), item, new Usage(10, 0, 0), 1));
    }
    clocked.dispatcher.report(A, reports);
    assertThat(clocked.dispatcher.outcome().settled().toArray()).containsExactly(0, 1);
    assertThat(clocked.status().spentMicrodollars()).isEqualTo(40);
    assertThat(clocked.status().wastedMicrodollars()).isEqualTo(20);
    assertThat(clocked.lease(A).over()).isTrue();
  }

  @Test
  void handsOutAgainItemsThatWereNotSent() {
    ClockedDispatcher clocked = clocked(1, Work.all(0, 1));
    WorkLease lease = clocked.lease(A);
    clocked.dispatcher.report(A, List.of(new Report.Returned(lease.id(), lease.items().get(0))));
    assertThat(clocked.status().spentMicrodollars()).isZero();
    assertThat(clocked.lease(B).items()).containsExactly(new WorkItem(0, 1));
  }

  private static ClockedDispatcher clocked(int inFlight, Work work) {
    ClockedDispatcher clocked = new ClockedDispatcher(Limits.inFlight(inFlight));
    clocked.dispatcher.open(work);
    return clocked;
  }
}
