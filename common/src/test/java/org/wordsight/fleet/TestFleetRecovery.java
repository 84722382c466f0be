package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A fleet after storms, pauses and failures of its endpoint, in virtual time. */
class TestFleetRecovery {
  private static final int SEEDS = 200;

  @Test
  void reachesItsRateWithinThirtySecondsAfterAStorm() {
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
  void reachesItsLoadSoonAfterAStormThatLetsAFewRequestsPass() {
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

  /** Eight attempts take longer than a minute in which all attempts, or nine of ten, fail. */
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

  /** Each answer lets two requests begin, so their number doubles. */
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

  @Test
  void returnsToItsLoadAfterAServersPause() {
    for (int seed = 0; seed < 20; seed++) {
      ServerScript script = new ServerScript().latency(5, 0.4).pause(30, 50);
      Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, seed);
      simulation.run(Work.all(0, 512 * 20));
      assertThat(simulation.server().meanRunning(50, 60)).as("seed " + seed).isGreaterThan(300);
      assertThat(simulation.server().meanRunning(60, 100)).as("seed " + seed).isGreaterThan(480);
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

  /** The time in which the limit rises from one to nine tenths of its value before a storm. */
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
}
