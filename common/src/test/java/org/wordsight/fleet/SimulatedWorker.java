package org.wordsight.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.fleet.SimulatedServer.Request;
import org.wordsight.fleet.SimulatedServer.Result;
import org.wordsight.money.Usage;

/** A worker in virtual time. It leases, asks, reports, and ends requests that are cancelled. */
final class SimulatedWorker {
  private static final double RENEWAL_SECONDS = 5;

  private final Simulation simulation;
  private final VirtualTime time;
  private final String name;
  private final int room;
  private final Map<WorkItem, Request> requests = new HashMap<>();
  private final Map<WorkItem, Long> leases = new HashMap<>();
  private final List<Report> unsent = new ArrayList<>();
  private boolean dead;
  private boolean over;
  private boolean silent;
  private boolean calling;
  private long polls;

  SimulatedWorker(Simulation simulation, String name, int room) {
    this.simulation = simulation;
    this.time = simulation.time();
    this.name = name;
    this.room = room;
  }

  void start() {
    call();
    renew();
  }

  /** Kills the worker. Its requests go on at the server, and nobody reads the answers. */
  void kill() {
    dead = true;
  }

  /** The worker works, but its messages do not arrive until the time is over. */
  void fallSilent(double seconds) {
    silent = true;
    time.after(
        seconds,
        () -> {
          silent = false;
          call();
        });
  }

  boolean isOver() {
    return over || dead;
  }

  String name() {
    return name;
  }

  private void renew() {
    if (!isOver()) {
      if (!silent) {
        simulation.driver(() -> simulation.dispatcher().renew(name));
      }
      time.after(RENEWAL_SECONDS, this::renew);
    }
  }

  /** Reports finished items and leases more, with one message in flight at a time. */
  private void call() {
    if (isOver() || silent || calling) {
      return;
    }
    calling = true;
    polls++;
    List<Report> reports = List.copyOf(unsent);
    unsent.clear();
    int held = requests.size();
    simulation.driver(
        () -> {
          Dispatcher dispatcher = simulation.dispatcher();
          if (!reports.isEmpty()) {
            dispatcher.report(name, reports);
          }
          WorkLease lease = dispatcher.lease(name, room - held);
          time.after(Simulation.MESSAGE_SECONDS, () -> take(lease));
        });
  }

  private void take(WorkLease lease) {
    calling = false;
    if (dead) {
      return;
    }
    for (WorkItem item : lease.items()) {
      leases.put(item, lease.id());
      requests.put(item, simulation.server().ask(item, result -> answered(item, result)));
    }
    for (WorkItem item : lease.cancelled()) {
      Request request = requests.remove(item);
      if (request != null) {
        request.cancel();
        unsent.add(new Report.Cancelled(leases.remove(item), item));
      }
    }
    over = lease.over();
    if (!unsent.isEmpty()) {
      call();
    } else if (!over) {
      long poll = polls;
      time.after(
          lease.waitMillis() / 1e3,
          () -> {
            if (poll == polls) {
              call();
            }
          });
    }
  }

  private void answered(WorkItem item, Result result) {
    if (dead || requests.remove(item) == null) {
      return;
    }
    long lease = leases.remove(item);
    unsent.add(
        result
            .failure()
            .<Report>map(
                kind ->
                    new Report.Failed(
                        lease,
                        item,
                        kind,
                        result.retryAfterMillis(),
                        "status by script",
                        1,
                        Usage.NONE,
                        false))
            .orElseGet(() -> new Report.Settled(lease, item, result.usage(), 1)));
    call();
  }
}
