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

  /** The first wait of this item is a second, that of the next one half a second. */
  private static final int LATE = 27;

  @Test
  void handsOutNoMoreThanThePermits() {
    FleetDesk desk = desk(5, Work.all(0, 20));
    WorkLease first = desk.lease(A);
    assertThat(first.items()).extracting(WorkItem::number).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(desk.lease(A).items()).isEmpty();
    desk.settle(A, first, 2, 10);
    assertThat(desk.lease(A).items()).containsExactly(new WorkItem(5, 1));
    assertThat(desk.status().inFlight()).isEqualTo(5);
  }

  @Test
  void handsOutNoMoreThanTheWorkerTakes() {
    FleetDesk desk = desk(5, Work.all(0, 20));
    assertThat(desk.dispatcher.lease(A, 2).items()).hasSize(2);
    assertThat(desk.dispatcher.lease(A, 0).items()).isEmpty();
  }

  @Test
  void leavesOutWhatIsDone() {
    BitSet done = new BitSet();
    done.set(0);
    done.set(2);
    FleetDesk desk = desk(5, Work.remaining(100, 104, done, 9));
    assertThat(desk.lease(A).items()).extracting(WorkItem::number).containsExactly(101L, 103L);
  }

  @Test
  void keepsAPartForAWorkerThatHasNothing() {
    FleetDesk desk = desk(8, Work.all(0, 100));
    WorkLease all = desk.lease(A);
    assertThat(desk.lease(B).items()).isEmpty();
    for (int i = 0; i < 4; i++) {
      desk.settle(A, all, i, 1);
      assertThat(desk.lease(A).items()).isEmpty();
      assertThat(desk.lease(B).items()).hasSize(1);
    }
    desk.settle(A, all, 4, 1);
    assertThat(desk.lease(A).items()).hasSize(1);
  }

  @Test
  void isOverForAWorkerWhenAllIsDoneAndItHoldsNothing() {
    FleetDesk desk = desk(5, Work.all(0, 2));
    WorkLease lease = desk.lease(A);
    assertThat(desk.lease(B).over()).isFalse();
    desk.settle(A, lease, 0, 1);
    assertThat(desk.lease(B).over()).isFalse();
    desk.settle(A, lease, 1, 1);
    assertThat(desk.lease(A).over()).isTrue();
    assertThat(desk.lease(B).over()).isTrue();
    assertThat(desk.dispatcher.outcome().closed()).isTrue();
    assertThat(desk.dispatcher.outcome().settled().toArray()).containsExactly(0, 1);
  }

  @Test
  void waitsWithoutEndBeforeTheFirstWave() {
    FleetDesk desk = new FleetDesk(Limits.inFlight(5));
    assertThat(desk.lease(A).items()).isEmpty();
    assertThat(desk.lease(A).over()).isFalse();
    assertThatThrownBy(desk.dispatcher::outcome).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesAWaveWhileAnotherIsOpen() {
    FleetDesk desk = desk(5, Work.all(0, 2));
    assertThatThrownBy(() -> desk.dispatcher.open(Work.all(2, 4)))
        .hasMessage("the wave before is not at its end");
  }

  @Test
  void asksAgainAfterAFailureNotBeforeItsTime() {
    FleetDesk desk = desk(1, Work.all(0, 1));
    WorkLease lease = desk.lease(A);
    desk.fail(A, lease, 0, FailureKind.CONNECTION_LOST, 7_000);
    double failed = desk.time.seconds();
    WorkLease again = desk.leaseOne(A);
    assertThat(again.items()).containsExactly(new WorkItem(0, 2));
    assertThat(desk.time.seconds() - failed).isBetween(7.0, 9.1);
  }

  @Test
  void keepsTheWaitOfALastItemWhoseAttemptMayBeBilled() {
    FleetDesk desk = desk(2, Work.all(LATE, LATE + 2));
    WorkLease both = desk.lease(A);
    desk.fail(A, both, 0, FailureKind.TIMED_OUT);
    double failed = desk.time.seconds();
    desk.fail(A, both, 1, FailureKind.CONFLICT);
    WorkLease other = desk.leaseOne(A);
    assertThat(other.items()).containsExactly(new WorkItem(LATE + 1, 2));
    desk.settle(A, other, 0, 1);
    assertThat(desk.lease(A).items()).isEmpty();
    assertThat(desk.leaseOne(A).items()).containsExactly(new WorkItem(LATE, 2));
    long wait = new Retries(0).wait(new WorkItem(LATE, 1), 1, -1).moreNanos();
    assertThat(desk.time.seconds() - failed).isGreaterThanOrEqualTo(wait / 1e9);
  }

  @Test
  void asksTheLastItemsOfAWaveNoEarlierThanTheEndpointWants() {
    FleetDesk desk = desk(2, Work.all(0, 2));
    WorkLease both = desk.lease(A);
    desk.fail(A, both, 0, FailureKind.CONFLICT, 7_000);
    double failed = desk.time.seconds();
    desk.fail(A, both, 1, FailureKind.CONNECTION_LOST);
    desk.settle(A, desk.leaseOne(A), 0, 1);
    assertThat(desk.lease(A).items()).isEmpty();
    desk.time.pass(failed + 7 - desk.time.seconds());
    assertThat(desk.lease(A).items()).containsExactly(new WorkItem(0, 2));
  }

  @Test
  void givesAnItemUpAfterTheFailuresThatItsKindAllows() {
    for (FailureKind kind :
        List.of(FailureKind.MALFORMED_BODY, FailureKind.BODY_TOO_LARGE, FailureKind.BAD_REQUEST)) {
      FleetDesk desk = desk(1, Work.all(7, 8));
      int attempts = 0;
      for (WorkLease lease = desk.lease(A); !lease.over(); lease = desk.leaseOne(A)) {
        attempts++;
        desk.fail(A, lease, 0, kind);
      }
      assertThat(attempts).isEqualTo(Retries.allowed(kind));
      Outcome outcome = desk.dispatcher.outcome();
      assertThat(outcome.givenUp(kind).toArray()).containsExactly(7);
      assertThat(outcome.settledCount()).isZero();
      assertThat(desk.status().failures()).containsEntry(kind, (long) attempts);
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
  void asksAgainWhatALostWorkerHeld() {
    FleetDesk desk = desk(3, Work.all(0, 3));
    WorkLease lost = desk.lease(A);
    desk.dispatcher.lost(A);
    assertThat(desk.status().inFlight()).isZero();
    Set<WorkItem> again = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      again.addAll(desk.leaseOne(B).items());
    }
    assertThat(again)
        .containsExactlyInAnyOrder(new WorkItem(0, 2), new WorkItem(1, 2), new WorkItem(2, 2));
    assertThat(lost.items()).hasSize(3);
  }

  @Test
  void endsTheLeasesOfASilentWorkerAndOfNoOther() {
    FleetDesk desk = desk(4, Work.all(0, 4));
    desk.dispatcher.lease(A, 2);
    desk.dispatcher.lease(B, 2);
    for (int second = 0; second < 40; second++) {
      desk.time.pass(1);
      desk.dispatcher.renew(B);
    }
    assertThat(desk.status().inFlight()).isEqualTo(2);
    assertThat(desk.status().failures()).containsEntry(FailureKind.WORKER_LOST, 2L);
  }

  @Test
  void endsAFlightThatItsWorkerHasForgotten() {
    FleetDesk desk = new FleetDesk(Limits.inFlight(4).withTimes(30_000, 100_000));
    desk.dispatcher.open(Work.all(0, 1));
    desk.lease(A);
    for (int second = 0; second < 99; second++) {
      desk.time.pass(1);
      desk.dispatcher.renew(A);
    }
    assertThat(desk.status().inFlight()).isEqualTo(1);
    for (int second = 0; second < 5; second++) {
      desk.time.pass(1);
      desk.dispatcher.renew(A);
    }
    assertThat(desk.status().inFlight()).isZero();
  }

  @Test
  void endsNoLeaseBecauseThisProcessWasPaused() {
    FleetDesk desk = desk(4, Work.all(0, 4));
    desk.lease(A);
    desk.time.pass(3600);
    assertThat(desk.status().inFlight()).isEqualTo(4);
    desk.time.pass(10);
    assertThat(desk.status().inFlight()).isEqualTo(4);
    for (int second = 0; second < 30; second++) {
      desk.time.pass(1);
      desk.status();
    }
    assertThat(desk.status().inFlight()).isZero();
  }

  @Test
  void countsALateAnswerOnceAndCancelsTheAttemptThatReplacedIt() {
    FleetDesk desk = desk(1, Work.all(0, 2));
    WorkLease early = desk.lease(A);
    desk.dispatcher.lost(A);
    WorkLease replaced = desk.leaseOne(B);
    while (replaced.items().get(0).number() != 0) {
      desk.settle(B, replaced, 0, 1);
      replaced = desk.leaseOne(B);
    }
    long settledBefore = desk.status().settled();

    desk.settle(A, early, 0, 30);
    desk.settle(A, early, 0, 30);

    assertThat(desk.status().settled()).isEqualTo(settledBefore + 1);
    WorkLease next = desk.dispatcher.lease(B, 0);
    assertThat(next.cancelled()).isEqualTo(replaced.items());
    assertThat(next.over()).isFalse();
    desk.settle(B, replaced, 0, 30);
    assertThat(desk.status().settled()).isEqualTo(settledBefore + 1);
  }

  @Test
  void takesALateAnswerToAnItemThatWasGivenUp() {
    FleetDesk desk = desk(2, Work.all(0, 2));
    WorkLease both = desk.lease(A);
    desk.dispatcher.lost(A);
    WorkLease other = desk.leaseOne(B);
    int attempts = 0;
    while (desk.status().givenUp() == 0) {
      attempts++;
      desk.fail(B, other, 0, FailureKind.PROMPT_FILTERED);
    }
    assertThat(attempts).isEqualTo(1);
    long number = other.items().get(0).number();
    desk.settle(A, both, (int) number, 10);
    assertThat(desk.status().givenUp()).isZero();
    assertThat(desk.dispatcher.outcome().isSettled(number)).isTrue();
  }

  @Test
  void endsTheWaveWithEnoughAnswersAndCancelsTheRest() {
    Work work = new Work(0, 10, LongStream.range(0, 10).iterator(), 8);
    FleetDesk desk = desk(8, work);
    WorkLease first = desk.lease(A);
    for (int i = 0; i < 8; i++) {
      if (i != 3) {
        desk.settle(A, first, i, 1);
      }
    }
    WorkLease more = desk.lease(B);
    assertThat(more.items()).hasSize(2);
    desk.settle(B, more, 0, 1);

    Outcome outcome = desk.dispatcher.outcome();
    assertThat(outcome.closed()).isTrue();
    assertThat(outcome.settled().toArray()).containsExactly(0, 1, 2, 4, 5, 6, 7, 8);
    assertThat(desk.lease(A).cancelled()).containsExactly(new WorkItem(3, 1));
    assertThat(desk.lease(B).cancelled()).containsExactly(new WorkItem(9, 1));
    assertThat(desk.lease(A).over()).isFalse();

    desk.settle(A, first, 3, 1);
    desk.dispatcher.report(B, List.of(new Report.Cancelled(more.id(), new WorkItem(9, 1))));
    assertThat(desk.dispatcher.outcome().settled().toArray())
        .as("later answers do not count")
        .containsExactly(0, 1, 2, 4, 5, 6, 7, 8);
    assertThat(desk.lease(A).over()).isTrue();
    assertThat(desk.lease(B).over()).isTrue();
    assertThat(desk.status().inFlight()).isZero();
  }

  @Test
  void countsNoMoreAnswersThanAreNeededOfOneMessage() {
    FleetDesk desk = desk(4, new Work(0, 4, LongStream.range(0, 4).iterator(), 2));
    WorkLease lease = desk.lease(A);
    List<Report> reports = new ArrayList<>();
    for (WorkItem item : lease.items()) {
      reports.add(new Report.Settled(lease.id(), item, new Usage(10, 0, 0), 1));
    }
    desk.dispatcher.report(A, reports);
    assertThat(desk.dispatcher.outcome().settled().toArray()).containsExactly(0, 1);
    assertThat(desk.status().spentMicrodollars()).isEqualTo(40);
    assertThat(desk.status().wastedMicrodollars()).isEqualTo(20);
    assertThat(desk.lease(A).over()).isTrue();
  }

  @Test
  void handsOutAgainWhatWasNotSent() {
    FleetDesk desk = desk(1, Work.all(0, 1));
    WorkLease lease = desk.lease(A);
    desk.dispatcher.report(A, List.of(new Report.Returned(lease.id(), lease.items().get(0))));
    assertThat(desk.status().spentMicrodollars()).isZero();
    assertThat(desk.lease(B).items()).containsExactly(new WorkItem(0, 1));
  }

  private static FleetDesk desk(int inFlight, Work work) {
    FleetDesk desk = new FleetDesk(Limits.inFlight(inFlight));
    desk.dispatcher.open(work);
    return desk;
  }
}
