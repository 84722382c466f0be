package org.wordsight.fleet;

import java.math.BigDecimal;
import java.util.List;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

/**
 * A dispatcher whose clock a test sets. A token costs a micro-dollar, and a request at most 100.
 */
final class ClockedDispatcher {
  static final Prices PRICES = new Prices(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE);

  final VirtualTime time = new VirtualTime();
  final Dispatcher dispatcher;

  ClockedDispatcher(Limits limits) {
    this(limits, Spent.NOTHING);
  }

  ClockedDispatcher(Limits limits, Spent before) {
    time.pass(5);
    dispatcher = new Dispatcher(limits, PRICES, number -> new Usage(40, 0, 60), before, time);
  }

  /** Leases items for a worker that has room. */
  WorkLease lease(String worker) {
    return dispatcher.lease(worker, 1_000);
  }

  void settle(String worker, WorkLease lease, int index, int tokens) {
    Usage usage = new Usage(0, 0, tokens);
    dispatcher.report(
        worker, List.of(new Report.Settled(lease.id(), lease.items().get(index), usage, 1)));
  }

  void fail(String worker, WorkLease lease, int index, FailureKind kind) {
    fail(worker, lease, index, kind, -1);
  }

  void fail(String worker, WorkLease lease, int index, FailureKind kind, long retryAfterMillis) {
    WorkItem item = lease.items().get(index);
    dispatcher.report(
        worker,
        List.of(
            new Report.Failed(
                lease.id(), item, kind, retryAfterMillis, "status 500", 1, Usage.NONE, false)));
  }

  /** Reports an answer without a text, for which the endpoint charges. */
  void failUsing(String worker, WorkLease lease, int index, int tokens) {
    WorkItem item = lease.items().get(index);
    Usage usage = new Usage(0, 0, tokens);
    dispatcher.report(
        worker,
        List.of(
            new Report.Failed(
                lease.id(), item, FailureKind.EMPTY_ANSWER, -1, "no text", 1, usage, false)));
  }

  /** Leases again and again until an item comes. */
  WorkLease leaseOne(String worker) {
    WorkLease lease = dispatcher.lease(worker, 1);
    while (lease.items().isEmpty() && !lease.over()) {
      time.pass(lease.waitMillis() / 1e3);
      lease = dispatcher.lease(worker, 1);
    }
    return lease;
  }

  FleetStatus status() {
    return dispatcher.status();
  }
}
