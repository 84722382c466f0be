package org.wordsight.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.wordsight.money.Prices;

/**
 * Hands out the items of a run to its workers: how many at once, how fast, and for how much money.
 * A run has one dispatcher, in the driver. Workers call {@link #lease}, ask for the items that they
 * get, and {@link #report} each item. A worker that only waits calls {@link #renew}.
 *
 * <p>An item's permit and its worst cost are taken before it is handed out. They return with the
 * report, or when the worker is {@link #lost}, or when the worker is silent for the time of a
 * lease. A later report corrects the money, and its answer counts if the item has none yet.
 *
 * <p>Time passes only with calls: {@link #status} must be called from time to time, or leases of
 * workers that are all silent would never end. If no call comes for half a lease, this process
 * counts as paused, and leases last longer by this pause.
 *
 * <p>Safe for use by several threads. Memory grows with the items in flight, and by a few bits for
 * each item of the wave.
 */
public final class Dispatcher {
  private static final long POLL_MILLIS = 200;
  private static final long POLL_WHILE_RISING_MILLIS = 20;
  private static final long LONGEST_POLL_MILLIS = 1_000;

  private final Limits limits;
  private final LongSupplier nanos;
  private final Allowance allowance;
  private final AdaptiveLimit limit;
  private final Flights flights;
  private final Landings landings;
  private final Start start;
  private final PermitUse use = new PermitUse();
  private Optional<Wave> wave = Optional.empty();
  private Optional<Stop> stop = Optional.empty();
  private long leases;
  private long nowNanos;
  private long pausedNanos;
  private boolean countsForUse;

  /**
   * @param before the money that earlier processes spent, by the run's log
   */
  public Dispatcher(Limits limits, Prices prices, WorstCase worst, Spent before) {
    this(limits, prices, worst, before, System::nanoTime);
  }

  /**
   * @param nanos a clock that never goes back, as {@link System#nanoTime}
   */
  public Dispatcher(
      Limits limits, Prices prices, WorstCase worst, Spent before, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    this.nowNanos = nanos.getAsLong();
    this.allowance = new Allowance(limits, prices, worst, before, nowNanos);
    this.limit = new AdaptiveLimit(limits.maximumInFlight(), nowNanos);
    this.flights = new Flights(limits);
    this.start = new Start(limits.startMillis());
    this.landings = new Landings(limits, allowance, limit, flights, start);
  }

  /**
   * Begins a wave.
   *
   * @throws IllegalStateException if the earlier wave has not ended
   */
  public synchronized void open(Work work) {
    tick();
    if (wave.isPresent() && !wave.get().closed()) {
      throw new IllegalStateException("the wave before is not at its end");
    }
    wave = Optional.of(new Wave(work, 1_000 + 4 * limits.maximumInFlight()));
  }

  /**
   * Hands out the items that may be sent now.
   *
   * @param worker a name that only this worker has
   * @param most how many more items the worker can take
   */
  public synchronized WorkLease lease(String worker, int most) {
    tick();
    Worker asking = flights.seen(worker, awakeNanos());
    long id = ++leases;
    int allowed = Math.min(most, flights.room(asking, limit.permits()));
    List<WorkItem> items = new ArrayList<>();
    Optional<Flight> next = Optional.empty();
    do {
      next = items.size() < allowed ? handOut(asking, id) : Optional.empty();
      next.ifPresent(flight -> items.add(flight.item()));
    } while (next.isPresent());
    asking.wantsMore(items.size() < most);
    boolean over = asking.held() == 0 && isOver();
    if (over) {
      flights.leave(asking);
    }
    return new WorkLease(id, items, waitMillis(), asking.cancelled(), over);
  }

  /** Takes the results of items. A report that was taken before changes nothing. */
  public synchronized void report(String worker, List<Report> reports) {
    tick();
    flights.seen(worker, awakeNanos());
    for (Report report : reports) {
      Flight.Key key = new Flight.Key(report.lease(), report.item().number());
      Optional<Flight> flight = flights.land(key);
      if (flight.isPresent()) {
        landings.land(wave, flight.get(), report, nowNanos).ifPresent(this::stop);
      } else {
        landings.landLate(wave, flights.landLate(key), report).ifPresent(this::stop);
      }
      // No more answers count than are needed, even if one message brings several.
      closeIfDone();
    }
  }

  /** The worker is alive: its leases now last for another full time. */
  public synchronized void renew(String worker) {
    tick();
    flights.seen(worker, awakeNanos());
  }

  /** The worker is gone. Its permits return now, and its items are asked again. */
  public synchronized void lost(String worker) {
    tick();
    flights.endAll(worker).forEach(this::lose);
    closeIfDone();
  }

  public synchronized FleetStatus status() {
    tick();
    Ledger ledger = allowance.ledger();
    return new FleetStatus(
        wave.map(Wave::settledCount).orElse(0L),
        wave.map(Wave::givenUpCount).orElse(0L),
        flights.size(),
        wave.map(Wave::waiting).orElse(0),
        limit.permits(),
        ledger.spent(),
        ledger.reserved(),
        ledger.wasted(),
        landings.failures(),
        use.share());
  }

  /** The reason why nothing more is handed out, if the run stops before its work is done. */
  public synchronized Optional<Stop> stop() {
    tick();
    return stop;
  }

  /**
   * Why an endpoint does not answer yet, while it may still be starting. The line is given once.
   */
  public synchronized Optional<String> takeNotice() {
    return start.takeNotice();
  }

  /** Whether the present wave ended with all its items given up, and why they were. */
  public synchronized Optional<Stop> nothingAnswered() {
    Outcome outcome = outcome();
    return outcome.closed() && outcome.settledCount() == 0
        ? outcome
            .commonestGivenUp()
            .map(
                kind ->
                    new Stop.NothingAnswered(outcome.givenUpCount(), kind, landings.detail(kind)))
        : Optional.empty();
  }

  /**
   * The results of the present wave so far.
   *
   * @throws IllegalStateException before the first wave
   */
  public synchronized Outcome outcome() {
    tick();
    return wave.orElseThrow(() -> new IllegalStateException("no wave is open")).outcome();
  }

  private Optional<Flight> handOut(Worker worker, long lease) {
    if (stop.isPresent() || flights.size() >= limit.permits() || limitsWaitNanos() > 0) {
      return Optional.empty();
    }
    Optional<OpenItem> next = wave.flatMap(open -> open.next(nowNanos));
    if (next.isEmpty()) {
      return Optional.empty();
    }
    Ledger ledger = allowance.ledger();
    Allowance.Need need = allowance.need(next.get().item().number());
    if (!ledger.fits(need.microdollars())) {
      // Requests in flight may cost less than their worst case, and so leave money for this
      // item.
      if (flights.size() == 0) {
        stop(new Stop.BudgetReached(ledger.cap(), ledger.spent(), need.microdollars()));
      }
      return Optional.empty();
    }
    allowance.take(need, nowNanos);
    start.sent(nowNanos);
    wave.get().take();
    Flight.Sent sent = new Flight.Sent(nowNanos, awakeNanos(), flights.size() + 1, limit.send());
    Flight flight = new Flight(lease, next.get(), wave.get(), worker, need, sent);
    flights.add(flight);
    return Optional.of(flight);
  }

  private long limitsWaitNanos() {
    return Math.max(limit.pauseNanos(nowNanos), allowance.waitNanos(nowNanos));
  }

  private long waitMillis() {
    boolean morePermitsSoon = limit.doubling() && flights.size() >= limit.permits();
    long poll = morePermitsSoon ? POLL_WHILE_RISING_MILLIS : POLL_MILLIS;
    long nanosToLimits = limitsWaitNanos();
    long millis = (nanosToLimits + 999_999) / 1_000_000;
    return Math.min(LONGEST_POLL_MILLIS, millis == 0 ? poll : millis);
  }

  /** Whether nothing more is handed out, for this wave or at all. */
  private boolean isOver() {
    return stop.isPresent() || wave.map(Wave::closed).orElse(false);
  }

  private void lose(Flight flight) {
    landings.lose(wave, flight, nowNanos);
  }

  private void closeIfDone() {
    if (wave.isPresent() && wave.get().closeIfDone()) {
      flights.cancelAll(wave.get());
    }
  }

  private void stop(Stop why) {
    if (stop.isEmpty()) {
      stop = Optional.of(why);
    }
  }

  private long awakeNanos() {
    return nowNanos - pausedNanos;
  }

  /** Takes account of the time since the last call. */
  private void tick() {
    long before = nowNanos;
    nowNanos = Math.max(before, nanos.getAsLong());
    long passed = nowNanos - before;
    if (passed > TimeUnit.MILLISECONDS.toNanos(limits.leaseMillis()) / 2) {
      pausedNanos += passed;
    }
    if (countsForUse) {
      use.add(passed, flights.size(), limit.permits());
    }
    limit.advance(nowNanos, flights.size());
    flights.endOverdue(awakeNanos()).forEach(this::lose);
    closeIfDone();
    countsForUse =
        !isOver()
            && !limit.risingFirst()
            && limit.pauseNanos(nowNanos) == 0
            && wave.map(open -> open.hasNext(nowNanos)).orElse(false);
  }
}
