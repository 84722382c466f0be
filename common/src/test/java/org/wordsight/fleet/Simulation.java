package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.money.Usage;

/** A dispatcher, its workers and a server, run event by event in virtual time. */
final class Simulation {
  static final double MESSAGE_SECONDS = 0.001;
  static final Usage WORST =
      new Usage(ServerScript.PROMPT_TOKENS + 100, 0, ServerScript.MOST_TOKENS);
  static final long WORST_MICRODOLLARS = SimulatedServer.PRICES.microdollarsAtMost(WORST);

  private static final double STATUS_SECONDS = 5;
  private static final double LONGEST_SECONDS = 1e6;

  private final VirtualTime time = new VirtualTime();
  private final SimulatedServer server;
  private final Dispatcher dispatcher;
  private final Limits limits;
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final int room;
  private double driverPausedUntil;
  private double endSeconds;

  Simulation(Limits limits, ServerScript script, int workerCount, long seed) {
    this.limits = limits;
    this.server = new SimulatedServer(time, script, seed);
    this.dispatcher =
        new Dispatcher(limits, SimulatedServer.PRICES, number -> WORST, Spent.NOTHING, time);
    this.room = limits.maximumInFlight();
    for (int i = 0; i < workerCount; i++) {
      addWorker(0.01 * i);
    }
  }

  VirtualTime time() {
    return time;
  }

  SimulatedServer server() {
    return server;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  double endSeconds() {
    return endSeconds;
  }

  /** A message to the driver. It waits while the driver is paused. */
  void driver(Runnable message) {
    time.after(
        Math.max(MESSAGE_SECONDS, driverPausedUntil - time.seconds()),
        () -> {
          if (time.seconds() < driverPausedUntil) {
            driver(message);
          } else {
            message.run();
          }
        });
  }

  void pauseDriver(double at, double seconds) {
    time.at(at, () -> driverPausedUntil = time.seconds() + seconds);
  }

  /** A worker dies. The driver is told, or only notices the silence. Another worker comes. */
  void kill(double at, int index, boolean heard) {
    time.at(
        at,
        () -> {
          SimulatedWorker worker = workers.get(index);
          worker.kill();
          if (heard) {
            time.after(1, () -> driver(() -> dispatcher.lost(worker.name())));
          }
          addWorker(3);
        });
  }

  void silence(double at, int index, double seconds) {
    time.at(at, () -> workers.get(index).fallSilent(seconds));
  }

  /** Runs a wave to its end, checks money and permits at each event, and returns its outcome. */
  Outcome run(Work work) {
    dispatcher.open(work);
    status();
    while (!workers.stream().allMatch(SimulatedWorker::isOver)
        || dispatcher.status().inFlight() > 0) {
      assertThat(time.next()).as("nothing happens any more").isTrue();
      assertThat(time.seconds()).isLessThan(LONGEST_SECONDS);
      check();
    }
    endSeconds = time.seconds();
    // Requests for which nobody waits any more are still charged.
    while (server.running() > 0 && time.next()) {
      check();
    }
    return dispatcher.outcome();
  }

  private void check() {
    if (time.seconds() < driverPausedUntil) {
      return;
    }
    FleetStatus status = dispatcher.status();
    long bound = status.spentMicrodollars() + status.reservedMicrodollars();
    if (server.charged() > bound || bound > limits.capMicrodollars()) {
      assertThat(server.charged()).isLessThanOrEqualTo(bound);
      assertThat(bound).isLessThanOrEqualTo(limits.capMicrodollars());
    }
    if (status.inFlight() > limits.maximumInFlight()) {
      assertThat(status.inFlight()).isLessThanOrEqualTo(limits.maximumInFlight());
    }
  }

  private void addWorker(double afterSeconds) {
    SimulatedWorker worker = new SimulatedWorker(this, "worker-" + workers.size(), room);
    workers.add(worker);
    time.after(afterSeconds, worker::start);
  }

  private void status() {
    if (time.seconds() >= driverPausedUntil) {
      dispatcher.status();
    }
    time.after(STATUS_SECONDS, this::status);
  }
}
