package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.wordsight.teacher.FailureKind;

/** A whole fleet in virtual time: the same seed gives the same run. */
class TestFleetSimulation {
  private static final int SEEDS = 200;

  @Test
  void losesNoPermitNoMoneyAndNoItemWhateverHappens() {
    int complete = 0;
    Set<Class<?>> stops = new HashSet<>();
    Set<FailureKind> failures = EnumSet.noneOf(FailureKind.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Limits limits = limits(random, seed);
      ServerScript script = script(random);
      Simulation simulation = new Simulation(limits, script, 1 + random.nextInt(6), seed);
      disturb(simulation, random);
      int items = 300 + random.nextInt(1200);
      long needed = random.nextInt(4) == 0 ? items * 97L / 100 : Long.MAX_VALUE;

      Work work = new Work(0, items, LongStream.range(0, items).iterator(), needed);
      Outcome outcome = simulation.run(work);

      FleetStatus status = simulation.dispatcher().status();
      String which = "seed " + seed + ": " + status;
      assertThat(status.inFlight()).as(which).isZero();
      assertThat(status.reservedMicrodollars()).as(which).isZero();
      assertThat(status.spentMicrodollars())
          .as(which)
          .isBetween(simulation.server().charged(), limits.capMicrodollars());
      assertThat(status.wastedMicrodollars()).as(which).isNotNegative();
      checkItems(simulation, outcome, items, needed, which);
      complete += outcome.closed() ? 1 : 0;
      simulation.dispatcher().stop().ifPresent(stop -> stops.add(stop.getClass()));
      failures.addAll(status.failures().keySet());
    }
    assertThat(complete).as("most runs are not stopped early").isGreaterThan(SEEDS / 2);
    assertThat(stops)
        .contains(Stop.BudgetReached.class, Stop.QuotaEnded.class, Stop.TooManyErrors.class);
    assertThat(failures)
        .contains(FailureKind.RATE_LIMITED, FailureKind.WORKER_LOST, FailureKind.UNREACHABLE);
  }

  private static void checkItems(
      Simulation simulation, Outcome outcome, int items, long needed, String which) {
    BitSet settled = new BitSet();
    outcome.settled().forEach(number -> settled.set((int) number));
    BitSet givenUp = new BitSet();
    for (FailureKind kind : FailureKind.values()) {
      outcome
          .givenUp(kind)
          .forEach(
              number -> {
                assertThat(givenUp.get((int) number)).as(which).isFalse();
                givenUp.set((int) number);
              });
    }
    BitSet unanswered = (BitSet) settled.clone();
    unanswered.andNot(simulation.server().answered());
    assertThat(unanswered.isEmpty()).as(which).isTrue();
    assertThat(settled.intersects(givenUp)).as(which).isFalse();
    if (simulation.dispatcher().stop().isEmpty()) {
      assertThat(outcome.closed()).as(which).isTrue();
      long done = settled.cardinality() + givenUp.cardinality();
      if (needed > items) {
        assertThat(done).as(which).isEqualTo(items);
      } else {
        assertThat(settled.cardinality() == needed || done == items).as(which).isTrue();
      }
    }
  }

  private static Limits limits(SplittableRandom random, long seed) {
    int[] sizes = {1, 8, 64, 200};
    Limits limits =
        Limits.inFlight(sizes[random.nextInt(sizes.length)])
            .withSeed(seed)
            .withTimes(20_000, 300_000);
    if (random.nextInt(4) == 0) {
      limits = limits.withRequestsPerMinute(30 + random.nextInt(3000));
    }
    if (random.nextInt(4) == 0) {
      limits = limits.withTokensPerMinute(30_000 + random.nextInt(3_000_000));
    }
    if (random.nextInt(2) == 0) {
      limits = limits.withCap(random.nextLong(15_000_000));
    }
    return limits;
  }

  private static ServerScript script(SplittableRandom random) {
    ServerScript script =
        new ServerScript().latency(1 + random.nextDouble() * 8, 0.2 + random.nextDouble() * 0.9);
    while (random.nextInt(3) == 0) {
      double from = random.nextDouble() * 300;
      double share = random.nextBoolean() ? 1 : random.nextDouble();
      long retryAfter = random.nextBoolean() ? -1 : random.nextInt(20_000);
      script.storm(from, from + random.nextDouble() * 90, share, retryAfter);
    }
    if (random.nextInt(4) == 0) {
      script.capacity(1 + random.nextInt(100));
    }
    if (random.nextInt(4) == 0) {
      script.slots(1 + random.nextInt(100));
    }
    if (random.nextInt(3) == 0) {
      script.failures(random.nextDouble() * 0.2);
    }
    if (random.nextInt(6) == 0) {
      script.quota(random.nextLong(3_000_000));
    }
    if (random.nextInt(6) == 0) {
      script.gone(random.nextDouble() * 100, 100 + random.nextDouble() * 60);
    }
    return script;
  }

  private static void disturb(Simulation simulation, SplittableRandom random) {
    while (random.nextInt(2) == 0) {
      simulation.kill(random.nextDouble() * 200, 0, random.nextBoolean());
    }
    if (random.nextInt(3) == 0) {
      simulation.silence(random.nextDouble() * 200, 0, 5 + random.nextDouble() * 60);
    }
    if (random.nextInt(3) == 0) {
      simulation.pauseDriver(random.nextDouble() * 200, 5 + random.nextDouble() * 120);
    }
  }

  @Test
  void isBackWithinThirtySecondsAfterAStorm() {
    for (long retryAfter : new long[] {-1, 3_000}) {
      for (double share : new double[] {1, 0.9, 0.5}) {
        for (long seed = 0; seed < 4; seed++) {
          int inFlight = seed == 0 ? 512 : 128;
          ServerScript script =
              new ServerScript().latency(4, 0.6).storm(90, 150, share, retryAfter);
          Simulation simulation =
              new Simulation(Limits.inFlight(inFlight).withSeed(seed), script, 4, seed);
          simulation.run(Work.all(0, inFlight * 75));

          SimulatedServer server = simulation.server();
          String which = "Retry-After " + retryAfter + ", share " + share + ", seed " + seed;
          double before = server.rate(20, 90);
          assertThat(server.rate(180, 240)).as(which).isGreaterThan(0.95 * before);
          assertThat(server.refusedShare()).as(which).isLessThan(0.02);
        }
      }
    }
  }

  @Test
  void isBackSoonAfterAStormThatAFewRequestsPass() {
    for (long seed = 0; seed < 40; seed++) {
      ServerScript script = new ServerScript().latency(7, 0.4).storm(60, 90, 0.9, 5_000);
      Simulation simulation = new Simulation(Limits.inFlight(64).withSeed(seed), script, 2, seed);
      simulation.run(Work.all(0, 1_200));
      assertThat(simulation.server().meanRunning(102, 118))
          .as("seed " + seed)
          .isGreaterThan(0.9 * 64);
    }
  }

  @Test
  void endsAWaveSoonAfterTheEndpointIsBack() {
    for (long seed = 0; seed < 40; seed++) {
      ServerScript script = new ServerScript().latency(3, 0.6).gone(25, 85);
      Simulation simulation = new Simulation(Limits.inFlight(64).withSeed(seed), script, 2, seed);
      Outcome outcome = simulation.run(new Work(0, 618, LongStream.range(0, 618).iterator(), 600));
      assertThat(outcome.settledCount()).as("seed " + seed).isEqualTo(600);
      assertThat(simulation.endSeconds()).as("seed " + seed).isLessThan(85 + 15);
    }
  }

  /** Eight attempts outlast a minute in which nine of ten fail, or all. */
  @Test
  void givesNoItemUpWhereMostAttemptsFailForAMinuteAtTheEndOfAWave() {
    for (double share : new double[] {0.9, 1}) {
      for (int items : new int[] {1, 5, 10}) {
        for (long seed = 0; seed < SEEDS; seed++) {
          Simulation simulation = trouble(share, seed);
          assertThat(simulation.run(Work.all(0, items)).settledCount())
              .as("%d items, share %s, seed %d", items, share, seed)
              .isEqualTo(items);
        }
      }
    }
  }

  /** One answer brings two others, these bring four. */
  @Test
  void endsAWaveSoonAfterAMinuteInWhichMostAttemptsFail() {
    double sum = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation simulation = trouble(0.9, seed);
      simulation.run(Work.all(0, 10));
      sum += simulation.endSeconds();
    }
    assertThat(sum / SEEDS).isLessThan(75);
  }

  private static Simulation trouble(double share, long seed) {
    ServerScript script = new ServerScript().latency(1, 0.3).serverErrors(0, 60, share);
    return new Simulation(Limits.inFlight(64).withSeed(seed), script, 2, seed);
  }

  @Test
  void doublesEveryHalfSecondAfterAPauseThatTheEndpointAsksForInTheFirstRise() {
    ServerScript script = new ServerScript().latency(4, 0.1).storm(0.3, 0.4, 1, 10_000);
    Simulation simulation = new Simulation(Limits.inFlight(512), script, 2, 1);
    Climb climb = new Climb(simulation, 0.3, 10);
    simulation.run(Work.all(0, 3_000));
    assertThat(climb.before).isGreaterThan(32);
    assertThat(climb.seconds()).isBetween(2.0, 5.0);
  }

  @Test
  void doublesEveryHalfSecondAfterAPauseWhereACeilingWasForgotten() {
    ServerScript script =
        new ServerScript().latency(4, 0.1).storm(0.3, 0.35, 1, -1).storm(90, 90.2, 1, 10_000);
    Simulation simulation = new Simulation(Limits.inFlight(512), script, 2, 1);
    Climb climb = new Climb(simulation, 90, 100);
    simulation.run(Work.all(0, 20_000));
    assertThat(climb.before).as("the ceiling is forgotten").isEqualTo(512);
    assertThat(climb.seconds()).isBetween(2.0, 6.0);
  }

  /** How long the limit takes from one request to nine tenths of what it was before a storm. */
  private static final class Climb {
    private static final double STEP_SECONDS = 0.05;
    private static final double LONGEST_SECONDS = 60;

    private final Simulation simulation;
    private final double endOfPause;
    private int before;
    private double begin = Double.NaN;
    private double end = Double.NaN;

    Climb(Simulation simulation, double storm, double endOfPause) {
      this.simulation = simulation;
      this.endOfPause = endOfPause;
      simulation.time().at(storm, () -> before = simulation.dispatcher().status().limit());
      look(endOfPause);
    }

    private void look(double at) {
      simulation.time().at(at, this::look);
    }

    private void look() {
      double now = simulation.time().seconds();
      int limit = simulation.dispatcher().status().limit();
      if (Double.isNaN(begin) && limit == 1) {
        begin = now;
      }
      if (!Double.isNaN(begin) && limit >= 0.9 * before) {
        end = now;
      } else if (now < endOfPause + LONGEST_SECONDS) {
        look(now + STEP_SECONDS);
      }
    }

    double seconds() {
      return end - begin;
    }
  }

  @Test
  void keepsThePermitsInUseAndIsNearTheIdealTime() {
    for (int inFlight : new int[] {64, 512}) {
      int items = inFlight * 60;
      ServerScript script = new ServerScript().latency(5, 0.6);
      Simulation simulation = new Simulation(Limits.inFlight(inFlight), script, 4, inFlight);
      simulation.run(Work.all(0, items));
      assertThat(simulation.endSeconds())
          .isLessThan(1.05 * ideal(simulation.server(), items, inFlight));
      assertThat(simulation.server().meanRunning(10, 250)).isGreaterThan(0.97 * inFlight);
      assertThat(simulation.dispatcher().status().permitUse()).isGreaterThan(0.97);
    }
  }

  /** The first answers that come are the short ones; they must not be taken for the usual ones. */
  @Test
  void keepsThePermitsInUseWhereTimesHaveNothingToDoWithTokens() {
    for (int seed = 0; seed < 20; seed++) {
      ServerScript script = new ServerScript().latency(5, 0.4).sayingTheSameTokens();
      Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, seed);
      simulation.run(Work.all(0, 512 * 20));
      assertThat(simulation.server().meanRunning(5, 80)).as("seed " + seed).isGreaterThan(505);
    }
  }

  @Test
  void asksAsMuchAsBeforeAfterAServersPause() {
    for (int seed = 0; seed < 20; seed++) {
      ServerScript script = new ServerScript().latency(5, 0.4).pause(30, 50);
      Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, seed);
      simulation.run(Work.all(0, 512 * 20));
      assertThat(simulation.server().meanRunning(50, 60)).as("seed " + seed).isGreaterThan(300);
      assertThat(simulation.server().meanRunning(60, 100)).as("seed " + seed).isGreaterThan(480);
    }
  }

  @Test
  void findsTheCapacityOfAServerThatRefuses() {
    for (int capacity : new int[] {4, 16, 64, 300}) {
      int items = Math.max(3_000, capacity * 200);
      ServerScript script = new ServerScript().latency(5, 0.6).capacity(capacity);
      Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, capacity);
      simulation.run(Work.all(0, items));
      String which = "capacity " + capacity;
      assertThat(simulation.server().refusedShare()).as(which).isLessThan(0.02);
      assertThat(simulation.endSeconds())
          .as(which)
          .isLessThan(1.1 * ideal(simulation.server(), items, capacity));
    }
  }

  @Test
  void bearsAServerThatLimitsTheRequestsOfAMinute() {
    for (int perMinute : new int[] {300, 3_000}) {
      int items = 10 * perMinute;
      ServerScript script = new ServerScript().latency(5, 0.6).requestsPerMinute(perMinute);
      Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, perMinute);
      simulation.run(Work.all(0, items));
      String which = perMinute + " a minute";
      assertThat(simulation.server().refusedShare()).as(which).isLessThan(0.02);
      assertThat(simulation.endSeconds()).as(which).isLessThan(1.15 * 600);
    }
  }

  @Test
  void asksLessOfAServerThatQueuesAndLosesNoTime() {
    for (int slots : new int[] {16, 64, 100}) {
      int items = slots * 200;
      ServerScript script = new ServerScript().latency(5, 0.6).slots(slots);
      Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, slots);
      simulation.run(Work.all(0, items));
      String which = "slots " + slots;
      assertThat(simulation.dispatcher().status().limit()).as(which).isBetween(slots, 3 * slots);
      assertThat(simulation.endSeconds())
          .as(which)
          .isLessThan(1.05 * ideal(simulation.server(), items, slots));
    }
  }

  /** What waits too long in a server's queue times out, and may be billed. */
  @Test
  void asksLessOfAServerThatQueuesAsSoonAsAnswersShowIt() {
    for (int slots : new int[] {16, 64}) {
      for (int seed = 0; seed < 10; seed++) {
        ServerScript script = new ServerScript().latency(5, 0.6).slots(slots);
        Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, seed);
        int[] limit = new int[1];
        simulation.time().at(60, () -> limit[0] = simulation.dispatcher().status().limit());
        simulation.run(Work.all(0, slots * 60));
        assertThat(limit[0]).as("%d slots, seed %d", slots, seed).isLessThanOrEqualTo(3 * slots);
      }
    }
  }

  /** A pause must not be taken for work that became slower. */
  @Test
  void asksLittleOfAServerThatQueuesAfterItsPauses() {
    for (int seed = 0; seed < 10; seed++) {
      ServerScript script = new ServerScript().latency(5, 0.6).slots(64);
      script.pause(60, 70).pause(120, 130).pause(180, 190);
      Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, seed);
      int[] most = new int[1];
      for (int second = 100; second < 240; second++) {
        simulation
            .time()
            .at(
                second,
                () -> most[0] = Math.max(most[0], simulation.dispatcher().status().limit()));
      }
      simulation.run(Work.all(0, 64 * 60));
      assertThat(most[0]).as("seed " + seed).isBetween(64, 4 * 64);
      assertThat(simulation.server().meanRunning(200, 240)).as("seed " + seed).isGreaterThan(62);
    }
  }

  @Test
  void waitsForAnEndpointThatComesBack() {
    ServerScript script = new ServerScript().latency(4, 0.6).gone(60, 120);
    Simulation simulation = new Simulation(Limits.inFlight(64), script, 4, 1);
    Outcome outcome = simulation.run(Work.all(0, 64 * 60));
    assertThat(simulation.dispatcher().stop()).isEmpty();
    assertThat(outcome.settledCount()).isEqualTo(64 * 60);
    assertThat(simulation.server().rate(150, 200))
        .isGreaterThan(0.95 * simulation.server().rate(10, 60));
  }

  /** A client without delays that always has as many on their way as it may. */
  private static double ideal(SimulatedServer server, int items, int inFlight) {
    PriorityQueue<Double> ends = new PriorityQueue<>();
    double last = 0;
    for (int number = 0; number < items; number++) {
      double begin = ends.size() < inFlight ? 0 : ends.remove();
      double end = begin + server.serviceSeconds(new WorkItem(number, 1));
      ends.add(end);
      last = Math.max(last, end);
    }
    return last;
  }
}
