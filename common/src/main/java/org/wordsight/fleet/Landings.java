package org.wordsight.fleet;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.wordsight.teacher.FailureKind;

/** The consequences of a flight's end for the money, the limit and the item. */
final class Landings {
  private final Allowance allowance;
  private final AdaptiveLimit limit;
  private final Flights flights;
  private final Retries retries;
  private final ErrorShare errors;
  private final Start start;
  private final Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);

  Landings(Limits limits, Allowance allowance, AdaptiveLimit limit, Flights flights, Start start) {
    this.allowance = allowance;
    this.limit = limit;
    this.flights = flights;
    this.start = start;
    this.retries = new Retries(limits.seed());
    this.errors = new ErrorShare(limits.errorShare(), limits.maximumInFlight());
  }

  Map<FailureKind, Long> failures() {
    return failures;
  }

  /** What was said last with a failure of this kind; empty where there was none. */
  String detail(FailureKind kind) {
    return errors.detail(kind);
  }

  /**
   * Takes the report of a flight.
   *
   * @param current the wave for which answers count
   * @return why the run must stop, if it must
   */
  Optional<Stop> land(Optional<Wave> current, Flight flight, Report report, long nowNanos) {
    Optional<Wave> wave = current.filter(open -> open == flight.wave() && !flight.cancelled());
    wave.ifPresent(Wave::landed);
    if (report instanceof Report.Settled settled) {
      return settle(wave, flight, settled, nowNanos);
    }
    limit.unanswered(nowNanos, flight.sent());
    if (report instanceof Report.Failed failed) {
      return fail(wave, flight, failed, nowNanos);
    }
    if (report instanceof Report.Returned) {
      allowance.giveBack(flight.need(), nowNanos);
      wave.ifPresent(open -> open.askAgain(flight.openItem(), nowNanos));
    } else {
      allowance.ledger().writeOff(flight.need().microdollars());
      wave.ifPresent(open -> retry(open, flight, FailureKind.WORKER_LOST, -1, nowNanos));
    }
    return Optional.empty();
  }

  /** Ends a flight whose worker is gone. It may be charged, and it may still be answered. */
  void lose(Optional<Wave> current, Flight flight, long nowNanos) {
    allowance.ledger().writeOff(flight.need().microdollars());
    limit.unanswered(nowNanos, flight.sent());
    count(FailureKind.WORKER_LOST);
    Optional<Wave> wave = current.filter(open -> open == flight.wave() && !flight.cancelled());
    wave.ifPresent(Wave::landed);
    wave.ifPresent(open -> retry(open, flight, FailureKind.WORKER_LOST, -1, nowNanos));
  }

  /**
   * Takes a report that comes after its flight was lost.
   *
   * @param lost the flight; empty if it was reported before, or is too old to be remembered. Its
   *     money then stays counted at the worst cost
   */
  Optional<Stop> landLate(Optional<Wave> current, Optional<Flight> lost, Report report) {
    long number = report.item().number();
    if (!(report instanceof Report.Settled settled)) {
      return lost.flatMap(flight -> failLate(flight, report));
    }
    start.answered();
    boolean counts =
        current.isPresent()
            && current.get().needs(number)
            && lost.map(flight -> flight.wave() == current.get()).orElse(true);
    if (counts) {
      current.get().settleLate(number);
      flights.cancel(current.get(), number).ifPresent(twin -> current.get().landed());
    }
    if (lost.isEmpty()) {
      return Optional.empty();
    }
    Allowance.Need need = lost.get().need();
    long cost = allowance.cost(need, settled.usage());
    allowance.ledger().correct(need.microdollars(), cost, counts);
    return aboveWorst(number, need.microdollars(), cost);
  }

  /** Corrects the cost of a lost flight that has no answer. */
  private Optional<Stop> failLate(Flight lost, Report report) {
    long worst = lost.need().microdollars();
    long cost = worst;
    if (report instanceof Report.Returned) {
      cost = 0;
    } else if (report instanceof Report.Failed failed) {
      cost = cost(lost, failed);
    }
    allowance.ledger().correct(worst, cost, false);
    return aboveWorst(lost.item().number(), worst, cost);
  }

  private long cost(Flight flight, Report.Failed failed) {
    return failed.kind().mayBeBilled() ? allowance.cost(flight.need(), failed.usage()) : 0;
  }

  private Optional<Stop> settle(
      Optional<Wave> wave, Flight flight, Report.Settled settled, long nowNanos) {
    long number = flight.item().number();
    boolean counts = wave.isPresent() && wave.get().needs(number);
    allowance.settle(flight.need(), settled.usage(), counts, nowNanos);
    wave.ifPresent(open -> open.answered(flight.sent().nanos()));
    if (counts) {
      wave.get().settle(number);
    }
    errors.answered();
    start.answered();
    limit.answered(nowNanos, flight.sent(), flights.size(), settled.usage().completionTokens());
    long cost = allowance.cost(flight.need(), settled.usage());
    return aboveWorst(number, flight.need().microdollars(), cost);
  }

  private Optional<Stop> fail(
      Optional<Wave> wave, Flight flight, Report.Failed failed, long nowNanos) {
    FailureKind kind = failed.kind();
    if (kind.mayBeBilled()) {
      allowance.settle(flight.need(), failed.usage(), false, nowNanos);
    } else {
      allowance.release(flight.need(), nowNanos);
    }
    count(kind);
    if (start.explains(failed)) {
      return notStarted(wave, flight, failed, nowNanos);
    }
    start.failedOtherwise(kind);
    errors.failed(kind, failed.detail());
    slowDown(flight, failed, nowNanos);
    Optional<Stop> stop =
        switch (kind.then()) {
          case ASK_AGAIN, SLOW_DOWN -> {
            wave.ifPresent(open -> retry(open, flight, kind, failed.retryAfterMillis(), nowNanos));
            yield Optional.empty();
          }
          case GIVE_UP_THE_ITEM -> {
            wave.ifPresent(open -> open.giveUp(flight.item().number(), kind));
            yield Optional.empty();
          }
          case PAUSE_THE_RUN -> {
            wave.ifPresent(open -> open.askAgain(flight.openItem().again(), nowNanos));
            yield Optional.of(new Stop.QuotaEnded(failed.detail()));
          }
          case END_THE_RUN -> {
            wave.ifPresent(open -> open.askAgain(flight.openItem().again(), nowNanos));
            yield Optional.of(new Stop.RefusedByEndpoint(kind, failed.detail()));
          }
        };
    long worst = flight.need().microdollars();
    return aboveWorst(flight.item().number(), worst, cost(flight, failed))
        .or(() -> stop)
        .or(errors::stop);
  }

  /** The item is asked again, as if it had not been asked. */
  private Optional<Stop> notStarted(
      Optional<Wave> wave, Flight flight, Report.Failed failed, long nowNanos) {
    long askedMillis = Math.min(failed.retryAfterMillis(), start.remainingMillis(nowNanos));
    limit.notStarted(nowNanos, flight.sent(), askedMillis);
    Retries.Wait wait = retries.wait(flight.item(), 1, askedMillis);
    wave.ifPresent(open -> open.askAgain(flight.openItem().again(), failed.kind(), nowNanos, wait));
    return start.failed(failed, flights.size(), nowNanos);
  }

  private void slowDown(Flight flight, Report.Failed failed, long nowNanos) {
    Flight.Sent sent = flight.sent();
    if (failed.kind() == FailureKind.RATE_LIMITED) {
      limit.refused(nowNanos, sent, flights.size(), failed.retryAfterMillis());
    } else if (failed.kind().then() == FailureKind.Then.SLOW_DOWN
        || failed.kind() == FailureKind.TIMED_OUT) {
      limit.failed(nowNanos, sent, flights.size());
    }
  }

  private void retry(
      Wave wave, Flight flight, FailureKind kind, long retryAfterMillis, long nowNanos) {
    OpenItem openItem = flight.openItem();
    if (openItem.turnNanos().isPresent() && Retries.mayComeEarly(kind)) {
      wave.askAgainAtItsTurn(openItem, nowNanos, Retries.askedNanos(retryAfterMillis));
      return;
    }
    OpenItem again = openItem.after(kind);
    if (again.failures(kind) >= Retries.allowed(kind)) {
      wave.giveUp(flight.item().number(), kind);
    } else {
      Retries.Wait wait = retries.wait(flight.item(), again.allFailures(), retryAfterMillis);
      wave.askAgain(again, kind, nowNanos, wait);
    }
  }

  private static Optional<Stop> aboveWorst(long number, long worst, long cost) {
    return cost > worst
        ? Optional.of(new Stop.UsageAboveWorstCase(number, worst, cost))
        : Optional.empty();
  }

  private void count(FailureKind kind) {
    failures.merge(kind, 1L, Long::sum);
  }
}
