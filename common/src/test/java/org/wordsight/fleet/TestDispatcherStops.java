package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

/**
 * Money, and the reasons that end a run early. In these tests, a request costs at most 100
 * micro-dollars.
 */
class TestDispatcherStops {
  private static final String A = "a";

  @Test
  void reservesTheWorstCostAndSettlesTheUsedOne() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(4).withCap(1_000));
    WorkLease lease = clocked.lease(A);
    assertMoney(clocked, 0, 400, 0);
    clocked.settle(A, lease, 0, 30);
    assertMoney(clocked, 30, 300, 0);
    clocked.fail(A, lease, 1, FailureKind.RATE_LIMITED);
    assertMoney(clocked, 30, 200, 0);
    clocked.fail(A, lease, 2, FailureKind.TIMED_OUT);
    assertMoney(clocked, 130, 100, 100);
  }

  @Test
  void countsWhatTheEndpointReportsForAnAnswerWithoutAText() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(2).withCap(1_000));
    WorkLease lease = clocked.lease(A);
    clocked.failUsing(A, lease, 0, 30);
    assertMoney(clocked, 30, 100, 30);
    clocked.dispatcher.lost(A);
    assertMoney(clocked, 130, 0, 130);
    clocked.failUsing(A, lease, 1, 20);
    assertMoney(clocked, 50, 0, 50);
    assertThat(clocked.dispatcher.stop()).isEmpty();
  }

  @Test
  void stopsWhenAnAnswerWithoutATextCostsMoreThanItsWorstCase() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(1).withCap(1_000));
    clocked.failUsing(A, clocked.lease(A), 0, 101);
    assertMoney(clocked, 101, 0, 101);
    assertThat(clocked.dispatcher.stop()).containsInstanceOf(Stop.UsageAboveWorstCase.class);
  }

  @Test
  void countsTheWorstIfTheEndpointReportsNoUsage() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(1).withCap(1_000));
    WorkLease lease = clocked.lease(A);
    WorkItem item = lease.items().get(0);
    clocked.dispatcher.report(A, List.of(new Report.Settled(lease.id(), item, Usage.NONE, 1)));
    assertMoney(clocked, 100, 0, 0);
  }

  @Test
  void correctsTheMoneyOfALostWorkerByItsLateReports() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(4));
    WorkLease lease = clocked.lease(A);
    clocked.dispatcher.lost(A);
    assertMoney(clocked, 400, 0, 400);
    clocked.settle(A, lease, 0, 30);
    assertMoney(clocked, 330, 0, 300);
    clocked.fail(A, lease, 1, FailureKind.CONNECTION_LOST);
    assertMoney(clocked, 330, 0, 300);
    clocked.fail(A, lease, 2, FailureKind.RATE_LIMITED);
    assertMoney(clocked, 230, 0, 200);
    clocked.settle(A, lease, 0, 30);
    assertMoney(clocked, 230, 0, 200);
  }

  @Test
  void stopsWhenTheNextRequestCouldExceedTheBudgetAndNothingIsInFlight() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(4).withCap(250));
    WorkLease two = clocked.lease(A);
    assertThat(two.items()).hasSize(2);
    clocked.settle(A, two, 0, 40);
    WorkLease third = clocked.lease(A);
    assertThat(third.items()).as("40 are spent, 200 reserved").hasSize(1);
    clocked.settle(A, third, 0, 60);
    assertThat(clocked.lease(A).items()).isEmpty();
    assertThat(clocked.dispatcher.stop()).isEmpty();
    clocked.settle(A, two, 1, 60);
    assertThat(clocked.lease(A).over()).isTrue();
    Stop stop = clocked.dispatcher.stop().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.BUDGET);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot ask the teacher for more: synthesis.budgetDollars is $0.00025, expected room"
                + " for the next request, which can cost $0.0001; $0.00016 is spent and nothing is"
                + " in flight. Run the same command with a higher budget to continue.");
    assertThat(clocked.dispatcher.outcome().closed()).isFalse();
  }

  @Test
  void continuesWithTheMoneyThatEarlierProcessesSpent() {
    ClockedDispatcher clocked =
        new ClockedDispatcher(Limits.inFlight(4).withCap(1_000), new Spent(500, 300));
    clocked.dispatcher.open(Work.all(0, 10));
    assertMoney(clocked, 800, 0, 300);
    assertThat(clocked.lease(A).items()).hasSize(2);
  }

  @Test
  void stopsWhenAnAnswerCostsMoreThanItsWorstCase() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(2).withCap(1_000));
    WorkLease lease = clocked.lease(A);
    clocked.settle(A, lease, 0, 5_000);
    assertMoney(clocked, 5_000, 100, 0);
    Stop stop = clocked.dispatcher.stop().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.TEACHER);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot hold the budget: the endpoint's usage for request 0 costs $0.005, expected at"
                + " most $0.0001, which the length of its prompt and the limit of its answer allow."
                + " Check the endpoint's bill and teacher.prices before running the same command"
                + " again to continue.");
    assertThat(clocked.dispatcher.outcome().isSettled(0)).as("it is paid").isTrue();
  }

  @Test
  void pausesTheRunWhenTheQuotaEndsAndAwaitsRequestsInFlight() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(3));
    WorkLease lease = clocked.lease(A);
    clocked.fail(A, lease, 0, FailureKind.QUOTA_ENDED);
    assertThat(clocked.lease(A).items()).isEmpty();
    assertThat(clocked.lease(A).over()).isFalse();
    clocked.settle(A, lease, 1, 1);
    clocked.settle(A, lease, 2, 1);
    assertThat(clocked.lease(A).over()).isTrue();
    Stop stop = clocked.dispatcher.stop().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.TEACHER);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot ask the teacher for more: the endpoint says that its quota is used up (status"
                + " 500). Raise the quota there, or wait for its renewal, and run the same command"
                + " again to continue.");
    assertThat(clocked.dispatcher.outcome().settledCount()).isEqualTo(2);
    assertThat(clocked.status().givenUp()).isZero();
  }

  @Test
  void endsTheRunWhenEveryRequestWouldBeRefused() {
    for (FailureKind kind : List.of(FailureKind.UNAUTHORISED, FailureKind.NOT_FOUND)) {
      ClockedDispatcher clocked = clocked(Limits.inFlight(1));
      clocked.fail(A, clocked.lease(A), 0, kind);
      assertThat(clocked.lease(A).over()).isTrue();
      Stop stop = clocked.dispatcher.stop().orElseThrow();
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
    ClockedDispatcher clocked = new ClockedDispatcher(Limits.inFlight(3));
    clocked.dispatcher.open(Work.all(0, 3));
    WorkLease lease = clocked.lease(A);
    clocked.fail(A, lease, 0, FailureKind.PROMPT_FILTERED);
    clocked.fail(A, lease, 1, FailureKind.BAD_REQUEST);
    assertThat(clocked.dispatcher.nothingAnswered()).as("one is in flight").isEmpty();
    clocked.fail(A, lease, 2, FailureKind.BAD_REQUEST);
    Stop stop = clocked.dispatcher.nothingAnswered().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.TEACHER);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot go on asking the teacher: none of the first 3 requests has an answer, expected"
                + " one at least. The commonest failure is bad-request (status 500). Correct the"
                + " teacher's settings or the prompt in the run file and run the command again.");

    clocked.dispatcher.open(Work.all(3, 5));
    lease = clocked.lease(A);
    clocked.fail(A, lease, 0, FailureKind.BAD_REQUEST);
    clocked.settle(A, lease, 1, 1);
    assertThat(clocked.dispatcher.nothingAnswered()).isEmpty();
  }

  @Test
  void stopsWhenHalfOfAHundredAttemptsFail() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(1));
    int finished = 0;
    while (clocked.dispatcher.stop().isEmpty()) {
      WorkLease lease = clocked.leaseOne(A);
      if (finished++ % 2 == 1) {
        clocked.fail(A, lease, 0, FailureKind.BAD_REQUEST);
      } else {
        clocked.settle(A, lease, 0, 1);
      }
    }
    assertThat(finished).isEqualTo(100);
    assertThat(clocked.dispatcher.stop().orElseThrow().message())
        .isEqualTo(
            "Cannot go on asking the teacher: 50 of the latest 100 attempts failed, expected less"
                + " than 50 %. The most frequent failure is bad-request (status 500). Remove the"
                + " cause, and run the same command again to continue.");
  }

  @Test
  void stopsAfterTwentyAttemptsIfTheEndpointWasNeverReached() {
    ClockedDispatcher clocked = clocked(Limits.inFlight(64));
    int attempts = 0;
    for (WorkLease lease = clocked.leaseOne(A); !lease.over(); lease = clocked.leaseOne(A)) {
      attempts++;
      clocked.fail(A, lease, 0, FailureKind.UNREACHABLE);
    }
    assertThat(attempts).isEqualTo(20);
    assertThat(clocked.time.seconds()).isLessThan(90);
    assertThat(clocked.dispatcher.stop().orElseThrow().message())
        .startsWith("Cannot go on asking the teacher: 20 of the latest 20 attempts failed")
        .contains("The most frequent failure is unreachable (status 500).");
    assertThat(clocked.status().givenUp()).isZero();
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

  private static void assertMoney(
      ClockedDispatcher clocked, long spent, long reserved, long wasted) {
    FleetStatus status = clocked.status();
    assertThat(status.spentMicrodollars()).isEqualTo(spent);
    assertThat(status.reservedMicrodollars()).isEqualTo(reserved);
    assertThat(status.wastedMicrodollars()).isEqualTo(wasted);
  }

  private static ClockedDispatcher clocked(Limits limits) {
    ClockedDispatcher clocked = new ClockedDispatcher(limits);
    clocked.dispatcher.open(Work.all(0, 1_000));
    return clocked;
  }
}
