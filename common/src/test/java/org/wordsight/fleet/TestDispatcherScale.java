package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

class TestDispatcherScale {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void needsBitsForEachItemAndNoMore() {
    long small = heapAfter(10_000);
    long large = heapAfter(1_000_000);
    assertThat(large - small).isLessThan(MEGABYTE);
  }

  /** The heap in use at the end of a wave, with its dispatcher. */
  private static long heapAfter(int items) {
    ClockedDispatcher clocked = new ClockedDispatcher(Limits.inFlight(64));
    clocked.dispatcher.open(Work.all(0, items));
    for (WorkLease lease = clocked.lease("a"); !lease.over(); lease = clocked.lease("a")) {
      List<Report> reports = new ArrayList<>();
      for (WorkItem item : lease.items()) {
        reports.add(new Report.Settled(lease.id(), item, new Usage(1, 0, 1), 1));
      }
      clocked.time.pass(1);
      clocked.dispatcher.report("a", reports);
    }
    assertThat(clocked.status().settled()).isEqualTo(items);
    System.gc();
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    assertThat(clocked.dispatcher.outcome().closed()).isTrue();
    return used;
  }

  @Test
  void servesManyThreadsAtOnce() throws Exception {
    Limits limits = Limits.inFlight(32).withCap(5_000_000);
    Dispatcher dispatcher =
        new Dispatcher(
            limits, ClockedDispatcher.PRICES, number -> new Usage(40, 0, 60), Spent.NOTHING);
    int items = 20_000;
    dispatcher.open(Work.all(0, items));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String name = "worker-" + i;
        workers.add(threads.submit(() -> work(dispatcher, name)));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } finally {
      threads.shutdownNow();
    }
    FleetStatus status = dispatcher.status();
    assertThat(status.settled() + status.givenUp()).isEqualTo(items);
    assertThat(status.inFlight()).isZero();
    assertThat(status.reservedMicrodollars()).isZero();
    assertThat(status.spentMicrodollars()).isEqualTo(status.settled() * 50);
  }

  private static void work(Dispatcher dispatcher, String name) {
    for (WorkLease lease = dispatcher.lease(name, 16);
        !lease.over();
        lease = dispatcher.lease(name, 16)) {
      List<Report> reports = new ArrayList<>();
      for (WorkItem item : lease.items()) {
        reports.add(
            item.number() % 50 == 0
                ? new Report.Failed(
                    lease.id(), item, FailureKind.BAD_REQUEST, -1, "400", 1, Usage.NONE, false)
                : new Report.Settled(lease.id(), item, new Usage(20, 0, 30), 1));
      }
      dispatcher.report(name, reports);
    }
  }
}
