package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.wordsight.teacher.FailureKind;

/** Whole fleets under random disturbances, in virtual time. The same seed gives the same run. */
class TestFleetSimulation {
  private static final int SEEDS = 200;

  @Test
  void losesNoPermitNoMoneyAndNoItemUnderAnyDisturbance() {
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
}
