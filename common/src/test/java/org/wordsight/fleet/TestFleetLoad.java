package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** The load that a fleet puts on an endpoint, in virtual time. */
class TestFleetLoad {
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

  /** The first answers are the short ones. The fleet must not treat their times as usual. */
  @Test
  void keepsThePermitsInUseWhereTimesDoNotDependOnTokens() {
    for (int seed = 0; seed < 20; seed++) {
      ServerScript script = new ServerScript().latency(5, 0.4).sayingTheSameTokens();
      Simulation simulation = new Simulation(Limits.inFlight(512), script, 4, seed);
      simulation.run(Work.all(0, 512 * 20));
      assertThat(simulation.server().meanRunning(5, 80)).as("seed " + seed).isGreaterThan(505);
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
  void followsAServersLimitOfRequestsAMinute() {
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

  /** A request that waits too long in a server's queue times out, and may be billed. */
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

  /** The fleet must not treat a pause as slower work. */
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

  /** The seconds of a client without delays that has as many requests in flight as allowed. */
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
