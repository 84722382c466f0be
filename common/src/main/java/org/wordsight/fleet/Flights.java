package org.wordsight.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The workers, the items in flight, and the items that workers held when their lease ended. */
final class Flights {
  private static final int CHECKS_A_LEASE = 20;

  private final long leaseNanos;
  private final long longestNanos;
  private final int mostEnded;
  private final Map<String, Worker> workers = new HashMap<>();

  /** In the order of sending. */
  private final Map<Flight.Key, Flight> live = new LinkedHashMap<>();

  /**
   * Flights that ended without a report. Late reports correct their cost. The oldest are forgotten.
   */
  private final Map<Flight.Key, Flight> ended = new LinkedHashMap<>();

  private long checkAtNanos = Long.MIN_VALUE;

  Flights(Limits limits) {
    this.leaseNanos = TimeUnit.MILLISECONDS.toNanos(limits.leaseMillis());
    this.longestNanos = TimeUnit.MILLISECONDS.toNanos(limits.longestRequestMillis());
    this.mostEnded = 1_000 + 4 * limits.maximumInFlight();
  }

  int size() {
    return live.size();
  }

  /** The worker of this name, which is alive now. */
  Worker seen(String name, long awakeNanos) {
    Worker worker = workers.computeIfAbsent(name, Worker::new);
    worker.seen(awakeNanos);
    return worker;
  }

  /**
   * The number of further items that the worker may hold without taking the share of other workers.
   */
  int room(Worker worker, int permits) {
    int part = (permits + workers.size() - 1) / workers.size();
    boolean othersWait =
        workers.values().stream()
            .anyMatch(other -> other != worker && other.wantsMore() && other.held() < part);
    return othersWait ? part - worker.held() : Integer.MAX_VALUE;
  }

  /** The worker ends; it holds nothing. */
  void leave(Worker worker) {
    workers.remove(worker.name());
  }

  void add(Flight flight) {
    live.put(flight.key(), flight);
    flight.worker().flights().add(flight);
  }

  /** The flight that a report ends, if it is in flight. */
  Optional<Flight> land(Flight.Key key) {
    Optional<Flight> flight = Optional.ofNullable(live.remove(key));
    flight.ifPresent(landed -> landed.worker().flights().remove(landed));
    return flight;
  }

  /** The flight that was counted as lost, if it is remembered. */
  Optional<Flight> landLate(Flight.Key key) {
    return Optional.ofNullable(ended.remove(key));
  }

  /** Ends all flights of a worker that is gone. */
  List<Flight> endAll(String name) {
    Worker worker = workers.remove(name);
    return worker == null ? List.of() : end(List.copyOf(worker.flights()));
  }

  /** Ends the flights of silent workers, and flights that take too long. */
  List<Flight> endOverdue(long awakeNanos) {
    if (awakeNanos < checkAtNanos) {
      return List.of();
    }
    checkAtNanos = awakeNanos + Math.min(leaseNanos, longestNanos) / CHECKS_A_LEASE;
    List<Flight> overdue = new ArrayList<>();
    for (Iterator<Worker> all = workers.values().iterator(); all.hasNext(); ) {
      Worker worker = all.next();
      if (awakeNanos - worker.seenNanos() > leaseNanos) {
        overdue.addAll(end(List.copyOf(worker.flights())));
        all.remove();
      }
    }
    List<Flight> tooLong = new ArrayList<>();
    for (Flight flight : live.values()) {
      if (awakeNanos - flight.sent().awakeNanos() <= longestNanos) {
        break;
      }
      tooLong.add(flight);
    }
    overdue.addAll(end(tooLong));
    return overdue;
  }

  /** No item of a wave is needed any more. */
  void cancelAll(Wave wave) {
    live.values().stream().filter(flight -> flight.wave() == wave).forEach(Flight::cancel);
  }

  /** Another answer to the item has come. */
  Optional<Flight> cancel(Wave wave, long number) {
    Optional<Flight> twin =
        live.values().stream()
            .filter(flight -> flight.wave() == wave && flight.item().number() == number)
            .findFirst();
    twin.ifPresent(Flight::cancel);
    return twin;
  }

  private List<Flight> end(List<Flight> flights) {
    for (Flight flight : flights) {
      land(flight.key());
      ended.put(flight.key(), flight);
      if (ended.size() > mostEnded) {
        Iterator<Flight.Key> eldest = ended.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
    return flights;
  }
}
