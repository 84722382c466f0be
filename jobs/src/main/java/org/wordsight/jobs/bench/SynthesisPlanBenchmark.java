package org.wordsight.jobs.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.wordsight.fleet.Dispatcher;
import org.wordsight.fleet.Limits;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.Spent;
import org.wordsight.fleet.Work;
import org.wordsight.fleet.WorkItem;
import org.wordsight.fleet.WorkLease;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedWave;

/**
 * Measures the driver's memory for a wave while its requests are asked. This is the plan, a bit for
 * each request that is done, and the dispatcher. Workers that answer at once take the place of a
 * teacher. Garbage is collected ten times during the wave. The largest memory after a collection is
 * reported beside the rate.
 */
final class SynthesisPlanBenchmark implements SpeedBenchmark {
  private static final List<Integer> REQUESTS = List.of(10_000, 1_000_000);
  private static final int IN_FLIGHT = 512;
  private static final int WORKERS = 8;
  private static final int LOOKS = 10;
  private static final Usage USAGE = new Usage(2_500, 0, 1_000);
  private static final Prices PRICES =
      new Prices(new BigDecimal("2.5"), new BigDecimal("1.25"), BigDecimal.TEN);

  @Override
  public String name() {
    return "synthesis-plan";
  }

  @Override
  public String summary() {
    return "the driver's heap and rate for 10 thousand and 1 million simulated requests";
  }

  @Override
  public void run(BenchSession session) {
    for (int requests : REQUESTS) {
      AtomicLong most = new AtomicLong();
      BenchCase of =
          BenchCase.of(
              "%,d requests".formatted(requests),
              "requests/s, collections of garbage included",
              Map.of("in_flight", IN_FLIGHT, "workers", WORKERS));
      session.ours(
          of,
          1,
          () -> ask(requests, most),
          () -> Map.of("driver_heap_kibibytes", most.get() / 1024));
    }
  }

  /** Asks a whole wave, and notes the most bytes of heap during the wave. */
  private static long ask(int requests, AtomicLong most) {
    long before = heap();
    PlannedWave wave = new PlannedWave(0, 0, 0, requests, 1, requests);
    BitSet done = new BitSet();
    Dispatcher dispatcher =
        new Dispatcher(Limits.inFlight(IN_FLIGHT), PRICES, number -> USAGE, Spent.NOTHING);
    dispatcher.open(Work.remaining(wave.firstGroup(), wave.endGroup(), done, wave.needed()));
    long settled = 0;
    long nextLook = requests / LOOKS;
    boolean over = false;
    while (!over) {
      for (int worker = 0; worker < WORKERS; worker++) {
        String name = "worker " + worker;
        WorkLease lease = dispatcher.lease(name, IN_FLIGHT);
        over = lease.over();
        List<Report> reports = new ArrayList<>();
        for (WorkItem item : lease.items()) {
          reports.add(new Report.Settled(lease.id(), item, USAGE, 5_000));
        }
        dispatcher.report(name, reports);
        settled += reports.size();
      }
      if (settled >= nextLook) {
        most.accumulateAndGet(heap() - before, Math::max);
        nextLook += requests / LOOKS;
      }
    }
    if (dispatcher.outcome().settledCount() != requests) {
      throw new IllegalStateException(dispatcher.outcome().settledCount() + " are settled");
    }
    return requests;
  }

  /** The bytes that are reachable. */
  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
