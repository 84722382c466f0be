package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wordsight.error.ExitCode;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

/** An endpoint whose server still loads its model when a run begins. */
class TestStart {
  private static final String A = "a";
  private static final long TEN_MINUTES = 600_000;

  @Test
  void isAwaitedForMinutesWhereNobodyListensYet() {
    for (long seed = 0; seed < 20; seed++) {
      ServerScript script = new ServerScript().latency(3, 0.6).gone(0, 300);
      Limits limits = Limits.inFlight(64).withSeed(seed).withStart(TEN_MINUTES);
      Simulation simulation = new Simulation(limits, script, 2, seed);
      Outcome outcome = simulation.run(Work.all(0, 600));
      assertThat(outcome.settledCount()).as("seed " + seed).isEqualTo(600);
      assertThat(simulation.endSeconds()).as("seed " + seed).isBetween(300.0, 300.0 + 60);
      assertThat(simulation.server().asked()).as("seed " + seed).isLessThan(600 + 150);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, false",
    "NOT_READY, false",
    "SERVER_ERROR, true",
    "CONNECTION_LOST, true"
  })
  void endsWithAMessageWhenItsTimeIsOver(FailureKind kind, boolean mayBeStarting) {
    ClockedDispatcher clocked = clocked(TEN_MINUTES);
    int attempts = 0;
    double begin = clocked.time.seconds();
    for (WorkLease lease = clocked.leaseOne(A); !lease.over(); lease = clocked.leaseOne(A)) {
      attempts++;
      fail(clocked, lease, kind, mayBeStarting);
    }
    assertThat(clocked.time.seconds() - begin).isBetween(600.0, 610.0);
    assertThat(attempts).isBetween(100, 200);
    assertThat(clocked.status().givenUp()).isZero();
    Stop stop = clocked.dispatcher.stop().orElseThrow();
    assertThat(stop.exitCode()).isEqualTo(ExitCode.TEACHER);
    assertThat(stop.message())
        .isEqualTo(
            "Cannot ask the teacher: its endpoint has answered nothing for 600 s, expected an answer within startTimeoutSeconds of the run file. The last failure is %s (why). Start its server, or set a higher startTimeoutSeconds, and run the same command again to continue."
                .formatted(kind.text()));
  }

  @Test
  void waitsAsLongAsTheEndpointAsks() {
    ClockedDispatcher clocked = clocked(TEN_MINUTES);
    clocked.fail(A, clocked.leaseOne(A), 0, FailureKind.NOT_READY, 20_000);
    double before = clocked.time.seconds();
    clocked.leaseOne(A);
    assertThat(clocked.time.seconds() - before).isBetween(20.0, 21.0);
  }

  @Test
  void isOverWithTheFirstAnswer() {
    ClockedDispatcher clocked = clocked(TEN_MINUTES);
    clocked.fail(A, clocked.leaseOne(A), 0, FailureKind.UNREACHABLE);
    clocked.settle(A, clocked.leaseOne(A), 0, 1);
    int attempts = 0;
    for (WorkLease lease = clocked.leaseOne(A); !lease.over(); lease = clocked.leaseOne(A)) {
      attempts++;
      clocked.fail(A, lease, 0, FailureKind.UNREACHABLE);
    }
    assertThat(attempts).as("half of a hundred may fail").isBetween(50, 150);
    assertThat(clocked.dispatcher.stop()).containsInstanceOf(Stop.TooManyErrors.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"SERVER_ERROR", "CONNECTION_LOST", "BAD_REQUEST", "EMPTY_ANSWER"})
  void isNoReasonForFailuresOfAServerThatHasStarted(FailureKind kind) {
    ClockedDispatcher clocked = clocked(TEN_MINUTES);
    int attempts = 0;
    for (WorkLease lease = clocked.leaseOne(A); !lease.over(); lease = clocked.leaseOne(A)) {
      attempts++;
      clocked.fail(A, lease, 0, kind);
    }
    assertThat(attempts).isEqualTo(100);
    assertThat(clocked.dispatcher.stop()).containsInstanceOf(Stop.TooManyErrors.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"RATE_LIMITED", "BAD_REQUEST", "EMPTY_ANSWER", "SERVER_ERROR"})
  void isOverWithARefusalOfAnotherKind(FailureKind kind) {
    assertThat(hasStartedAfter(kind)).isTrue();
  }

  /** Proxies and the network give these, too. */
  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"TIMED_OUT", "CONNECTION_LOST", "CONNECTION_EXPIRED", "WRONG_CONTENT_TYPE"})
  void isNotOverWithAFailureThatShowsNoServer(FailureKind kind) {
    assertThat(hasStartedAfter(kind)).isFalse();
  }

  private static boolean hasStartedAfter(FailureKind kind) {
    ClockedDispatcher clocked = clocked(TEN_MINUTES);
    fail(clocked, clocked.leaseOne(A), FailureKind.NOT_READY, true);
    assertThat(clocked.dispatcher.hasStarted()).isFalse();
    fail(clocked, clocked.leaseOne(A), kind, false);
    return clocked.dispatcher.hasStarted();
  }

  /** A model that thinks for long, behind a gateway that fails once. */
  @Test
  void doesNotStopTheRunWhileARequestMayStillBeAnswered() {
    ClockedDispatcher clocked =
        new ClockedDispatcher(Limits.inFlight(2).withStart(60_000).withTimes(900_000, 900_000));
    clocked.dispatcher.open(Work.all(0, 1_000));
    WorkLease slow = clocked.leaseOne(A);
    WorkLease failing = clocked.leaseOne("b");
    clocked.time.pass(90);
    report(clocked, "b", failing, FailureKind.SERVER_ERROR, true);
    assertThat(clocked.dispatcher.stop()).isEmpty();
    clocked.settle(A, slow, 0, 1);
    assertThat(clocked.dispatcher.hasStarted()).isTrue();
    assertThat(clocked.dispatcher.stop()).isEmpty();
  }

  @Test
  void waitsNoLongerThanItsTimeWhateverTheEndpointAsks() {
    ClockedDispatcher clocked = clocked(60_000);
    double begin = clocked.time.seconds();
    clocked.fail(A, clocked.leaseOne(A), 0, FailureKind.NOT_READY, 250_000);
    WorkLease second = clocked.leaseOne(A);
    assertThat(clocked.time.seconds() - begin).isBetween(59.0, 62.0);
    clocked.fail(A, second, 0, FailureKind.NOT_READY, 250_000);
    assertThat(clocked.dispatcher.stop()).containsInstanceOf(Stop.NotStarted.class);
  }

  @Test
  void isToldOnce() {
    ClockedDispatcher clocked = clocked(TEN_MINUTES);
    assertThat(clocked.dispatcher.takeNotice()).isEmpty();
    fail(clocked, clocked.leaseOne(A), FailureKind.NOT_READY, true);
    assertThat(clocked.dispatcher.takeNotice())
        .contains(
            "the endpoint does not answer yet: not-ready (why). It is asked again for up to 600 s (startTimeoutSeconds).");
    fail(clocked, clocked.leaseOne(A), FailureKind.NOT_READY, true);
    assertThat(clocked.dispatcher.takeNotice()).isEmpty();
  }

  private static ClockedDispatcher clocked(long startMillis) {
    ClockedDispatcher clocked = new ClockedDispatcher(Limits.inFlight(1).withStart(startMillis));
    clocked.dispatcher.open(Work.all(0, 1_000));
    return clocked;
  }

  private static void fail(
      ClockedDispatcher clocked, WorkLease lease, FailureKind kind, boolean mayBeStarting) {
    report(clocked, A, lease, kind, mayBeStarting);
  }

  private static void report(
      ClockedDispatcher clocked,
      String worker,
      WorkLease lease,
      FailureKind kind,
      boolean mayBeStarting) {
    WorkItem item = lease.items().get(0);
    clocked.dispatcher.report(
        worker,
        List.of(
            new Report.Failed(lease.id(), item, kind, -1, "why", 1, Usage.NONE, mayBeStarting)));
  }
}
