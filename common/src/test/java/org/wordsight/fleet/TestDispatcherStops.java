package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

/** Money, and what ends a run early. A request costs at most 100 micro-dollars here. */
class TestDispatcherStops {
  private static final String A = "a";

  @Test
  void reservesTheWorstCostAndSettlesWhatWasUsed() {
    FleetDesk desk = desk(Limits.inFlight(4).withCap(1_000));
    Lease lease = desk.lease(A);
    assertMoney(desk, 0, 400, 0);
    desk.settle(A, lease, 0, 30);
    assertMoney(desk, 30, 300, 0);
    desk.fail(A, lease, 1, FailureKind.RATE_LIMITED);
    assertMoney(desk, 30, 200, 0);
    desk.fail(A, lease, 2, FailureKind.TIMED_OUT);
    assertMoney(desk, 130, 100, 100);
  }

  @Test
  void countsTheWorstWhereTheEndpointDoesNotSayWhatItUsed() {
    FleetDesk desk = desk(Limits.inFlight(1).withCap(1_000));
    Lease lease = desk.lease(A);
    WorkItem item = lease.items().get(0);
    desk.dispatcher.report(A, List.of(new Report.Settled(lease.id(), item, Usage.NONE, 1)));
    assertMoney(desk, 100, 0, 0);
  }

  @Test
  void correctsTheMoneyOfALostWorkerByItsLateReports() {
    FleetDesk desk = desk(Limits.inFlight(4));
    Lease lease = desk.lease(A);
    desk.dispatcher.lost(A);
    assertMoney(desk, 400, 0, 400);
    desk.settle(A, lease, 0, 30);
    assertMoney(desk, 330, 0, 300);
    desk.fail(A, lease, 1, FailureKind.CONNECTION_LOST);
    assertMoney(desk, 330, 0, 300);
    desk.fail(A, lease, 2, FailureKind.RATE_LIMITED);
    assertMoney(desk, 230, 0, 200);
    desk.settle(A, lease, 0, 30);
    assertMoney(desk, 230, 0, 200);
  }

  @Test
  void stopsWhenTheNextRequestCouldExceedTheBudgetAndNothingIsOnItsWay() {
    FleetDesk desk = desk(Limits.inFlight(4).withCap(250));
    Lease two = desk.lease(A);
    assertThat(two.items()).hasSize(2);
    desk.settle(A, two, 0, 40);
    Lease third = desk.lease(A);
    assertThat(third.items()).as("40 are spent, 200 reserved").hasSize(1);
    desk.settle(A, third, 0, 60);
    assertThat(desk.lease(A).items()).isEmpty();
    assertThat(desk.dispatcher.stop()).isEmpty();
    desk.settle(A, two, 1, 60);
    assertThat(desk.lease(A).over()).isTrue();
    Stop stop = desk.dispatcher.stop().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.BUDGET);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot ask the teacher for more: synthesis.budgetDollars is $0.00025, expected room"
                + " for the next request, which can cost $0.0001; $0.00016 is spent and nothing is"
                + " on its way. Run the same command with a higher budget to continue.");
    assertThat(desk.dispatcher.outcome().closed()).isFalse();
  }

  @Test
  void continuesWithWhatEarlierProcessesSpent() {
    FleetDesk desk = new FleetDesk(Limits.inFlight(4).withCap(1_000), new Spent(500, 300));
    desk.dispatcher.open(Work.all(0, 10));
    assertMoney(desk, 800, 0, 300);
    assertThat(desk.lease(A).items()).hasSize(2);
  }

  @Test
  void stopsWhenAnAnswerCostsMoreThanItsWorstCase() {
    FleetDesk desk = desk(Limits.inFlight(2).withCap(1_000));
    Lease lease = desk.lease(A);
    desk.settle(A, lease, 0, 5_000);
    assertMoney(desk, 5_000, 100, 0);
    Stop stop = desk.dispatcher.stop().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.TEACHER);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot hold the budget: the endpoint's usage for request 0 costs $0.005, expected at"
                + " most $0.0001, which the length of its prompt and the limit of its answer allow."
                + " Check the endpoint's bill and teacher.prices before running the same command"
                + " again to continue.");
    assertThat(desk.dispatcher.outcome().isSettled(0)).as("it is paid").isTrue();
  }

  @Test
  void pausesTheRunWhenTheQuotaEndsAndAwaitsWhatIsOnItsWay() {
    FleetDesk desk = desk(Limits.inFlight(3));
    Lease lease = desk.lease(A);
    desk.fail(A, lease, 0, FailureKind.QUOTA_ENDED);
    assertThat(desk.lease(A).items()).isEmpty();
    assertThat(desk.lease(A).over()).isFalse();
    desk.settle(A, lease, 1, 1);
    desk.settle(A, lease, 2, 1);
    assertThat(desk.lease(A).over()).isTrue();
    Stop stop = desk.dispatcher.stop().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.TEACHER);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot ask the teacher for more: the endpoint says that its quota is used up (status"
                + " 500). Raise the quota there, or wait for its renewal, and run the same command"
                + " again to continue.");
    assertThat(desk.dispatcher.outcome().settledCount()).isEqualTo(2);
    assertThat(desk.status().givenUp()).isZero();
  }

  @Test
  void endsTheRunWhenEveryRequestWouldBeRefused() {
    for (FailureKind kind : List.of(FailureKind.UNAUTHORISED, FailureKind.NOT_FOUND)) {
      FleetDesk desk = desk(Limits.inFlight(1));
      desk.fail(A, desk.lease(A), 0, kind);
      assertThat(desk.lease(A).over()).isTrue();
      Stop stop = desk.dispatcher.stop().orElseThrow();
      assertThat(stop.exception().exitCode()).isEqualTo(ExitCode.TEACHER);
      assertThat(stop.exception())
          .hasMessage(
              "Cannot ask the teacher: the endpoint's answer is "
                  + kind.text()
                  + " (status 500), which every request would meet. Correct the teacher's settings"
                  + " in the run file and run the same command again to continue.");
    }
  }

  @Test
  void saysWhyNothingOfAWaveWasAnswered() {
    FleetDesk desk = new FleetDesk(Limits.inFlight(3));
    desk.dispatcher.open(Work.all(0, 3));
    Lease lease = desk.lease(A);
    desk.fail(A, lease, 0, FailureKind.PROMPT_FILTERED);
    desk.fail(A, lease, 1, FailureKind.BAD_REQUEST);
    assertThat(desk.dispatcher.nothingAnswered()).as("one is on its way").isEmpty();
    desk.fail(A, lease, 2, FailureKind.BAD_REQUEST);
    Stop stop = desk.dispatcher.nothingAnswered().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.TEACHER);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot go on asking the teacher: none of the first 3 requests has an answer, expected"
                + " one at least. The commonest failure is bad-request (status 500). Correct the"
                + " teacher's settings or the prompt in the run file and run the command again.");

    desk.dispatcher.open(Work.all(3, 5));
    lease = desk.lease(A);
    desk.fail(A, lease, 0, FailureKind.BAD_REQUEST);
    desk.settle(A, lease, 1, 1);
    assertThat(desk.dispatcher.nothingAnswered()).isEmpty();
  }

  @Test
  void stopsWhenHalfOfAHundredAttemptsFail() {
    FleetDesk desk = desk(Limits.inFlight(1));
    int finished = 0;
    while (desk.dispatcher.stop().isEmpty()) {
      Lease lease = desk.leaseOne(A);
      if (finished++ % 2 == 1) {
        desk.fail(A, lease, 0, FailureKind.BAD_REQUEST);
      } else {
        desk.settle(A, lease, 0, 1);
      }
    }
    assertThat(finished).isEqualTo(100);
    assertThat(desk.dispatcher.stop().orElseThrow().message())
        .isEqualTo(
            "Cannot go on asking the teacher: 50 of the latest 100 attempts failed, expected less"
                + " than 50 %. The commonest failure is bad-request (status 500). See to the"
                + " endpoint and run the same command again to continue.");
  }

  @Test
  void stopsAfterTwentyAttemptsIfTheEndpointWasNeverReached() {
    FleetDesk desk = desk(Limits.inFlight(64));
    int attempts = 0;
    for (Lease lease = desk.leaseOne(A); !lease.over(); lease = desk.leaseOne(A)) {
      attempts++;
      desk.fail(A, lease, 0, FailureKind.UNREACHABLE);
    }
    assertThat(attempts).isEqualTo(20);
    assertThat(desk.time.seconds()).isLessThan(90);
    assertThat(desk.dispatcher.stop().orElseThrow().message())
        .startsWith("Cannot go on asking the teacher: 20 of the latest 20 attempts failed")
        .contains("The commonest failure is unreachable (status 500).");
    assertThat(desk.status().givenUp()).isZero();
  }

  @Test
  void doesNotTakeRefusalsForSpeedAsErrors() {
    ErrorShare errors = new ErrorShare(0.5, 1);
    for (int i = 0; i < 1_000; i++) {
      errors.failed(FailureKind.RATE_LIMITED, "429");
      errors.failed(FailureKind.WORKER_LOST, "");
    }
    assertThat(errors.stop()).isEmpty();
  }

  @Test
  void forgetsErrorsOfLongAgo() {
    ErrorShare errors = new ErrorShare(0.5, 1);
    for (int i = 0; i < 49; i++) {
      errors.failed(FailureKind.SERVER_ERROR, "503");
    }
    for (int i = 0; i < 100; i++) {
      errors.answered();
      assertThat(errors.stop()).isEmpty();
    }
    for (int i = 0; i < 49; i++) {
      errors.failed(FailureKind.SERVER_ERROR, "503");
      assertThat(errors.stop()).isEmpty();
    }
    errors.failed(FailureKind.SERVER_ERROR, "503");
    assertThat(errors.stop()).isPresent();
  }

  private static void assertMoney(FleetDesk desk, long spent, long reserved, long wasted) {
    FleetStatus status = desk.status();
    assertThat(status.spentMicrodollars()).isEqualTo(spent);
    assertThat(status.reservedMicrodollars()).isEqualTo(reserved);
    assertThat(status.wastedMicrodollars()).isEqualTo(wasted);
  }

  private static FleetDesk desk(Limits limits) {
    FleetDesk desk = new FleetDesk(limits);
    desk.dispatcher.open(Work.all(0, 1_000));
    return desk;
  }
}
