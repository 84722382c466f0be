package org.wordsight.jobs.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.wordsight.exchange.Blocks;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.Membership;
import org.wordsight.exchange.Port;
import org.wordsight.exchange.SumExchange;
import org.wordsight.exchange.SumTree;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Workers;

/**
 * Sums a vector of an adapter's length over workers of this process. Their connections go through
 * the machine's loopback. The rate is compared with the rate of as many plain connections. These
 * are measured in two ways: from vector to vector, and between small pieces of memory that stay in
 * the caches. A copy in memory is measured too.
 */
final class ExchangeBenchmark implements SpeedBenchmark {
  private static final double GIGABYTE = 1e9;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int LEAVES = 8;

  private final int numbers;
  private final List<Integer> workers;

  ExchangeBenchmark(int numbers, List<Integer> workers) {
    this.numbers = numbers;
    this.workers = List.copyOf(workers);
  }

  /** The gradient of a Qwen2-7B's adapter of rank 32, and 2, 4 and 8 workers. */
  static ExchangeBenchmark standard() {
    return new ExchangeBenchmark(80_000_000, List.of(2, 4, 8));
  }

  @Override
  public String name() {
    return "exchange";
  }

  @Override
  public String summary() {
    return "80 million gradients summed by 2, 4, 8 workers over loopback: GB/s, share of the plain rate";
  }

  @Override
  public void run(BenchSession session) {
    try (Scope memory = Device.CPU.scope()) {
      double copied = copyRate(memory);
      for (int count : workers) {
        session.message(count + " workers");
        Rates ours = new Rates();
        Rates plain = new Rates();
        Rates cached = new Rates();
        try (Scope own = memory.child()) {
          measure(session, own, count, ours, plain, cached);
        }
        double share = ours.median() / plain.median();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("numbers", numbers);
        facts.put("workers", count);
        facts.put("plain_loopback_gigabytes_a_second", rounded(plain.median()));
        facts.put("cached_loopback_gigabytes_a_second", rounded(cached.median()));
        facts.put("percent_of_cached_loopback", Math.round(100 * ours.median() / cached.median()));
        facts.put("memory_copy_gigabytes_a_second", rounded(copied));
        facts.put("percent_of_plain_loopback", Math.round(100 * share));
        facts.put("seconds_a_sum", rounded(bytes(count) / ours.median() / GIGABYTE));
        facts.put("processor_seconds_a_gigabyte", rounded(ours.processorSeconds()));
        facts.put("processor_seconds_a_plain_gigabyte", rounded(plain.processorSeconds()));
        session.ours(
            BenchCase.of(count + " workers", "GB/s through loopback", facts), 1, ours.measured());
        session.message(
            "%d workers: %.2f GB/s, %.0f %% of %.2f GB/s of plain connections (%.2f GB/s from the caches); a copy in memory: %.2f GB/s"
                .formatted(
                    count, ours.median(), 100 * share, plain.median(), cached.median(), copied));
      }
    }
  }

  private static double rounded(double value) {
    return BenchSession.rounded(value);
  }

  /**
   * The bytes that all workers send in a sum: each block to its owner, and the block's sum to the
   * other workers.
   */
  private double bytes(int count) {
    return 2.0 * (count - 1) * Float.BYTES * numbers;
  }

  /** Measures all in turns, so that other load on the machine affects all of them. */
  private void measure(
      BenchSession session, Scope memory, int count, Rates ours, Rates plain, Rates cached) {
    int repetitions = session.options().runs().repetitions() + 1;
    CyclicBarrier turns = new CyclicBarrier(count + 1);
    List<Port> ports = new ArrayList<>();
    for (int rank = 0; rank < count; rank++) {
      ports.add(Port.open(InetAddress.getLoopbackAddress()));
    }
    List<InetSocketAddress> addresses = ports.stream().map(Port::address).toList();
    byte[] token = new byte[32];
    new SecureRandom().nextBytes(token);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    List<Future<?>> running = new ArrayList<>();
    List<ByteBuffer> vectors = new ArrayList<>();
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int rank = 0; rank < count; rank++) {
      Port port = ports.get(rank);
      Membership member = new Membership(rank, addresses, 1, token, TIMEOUT);
      List<ByteBuffer> room = new ArrayList<>();
      int parts = count <= LEAVES ? parts(rank, count) : 1;
      for (int part = 0; part < parts; part++) {
        room.add(vector(memory, numbers));
      }
      vectors.add(room.get(0));
      pieces.add(ByteBuffer.allocateDirect(PlainLoopback.PIECE));
      Scope own = memory.child();
      running.add(threads.submit(() -> member(port, member, room, own, turns, repetitions)));
    }
    for (int i = 0; i < repetitions; i++) {
      cached.add(bytes(count), () -> PlainLoopback.move(pieces, bytes(count)));
      plain.add(bytes(count), () -> PlainLoopback.move(vectors, bytes(count)));
      PlainLoopback.await(turns);
      ours.add(bytes(count), () -> PlainLoopback.await(turns));
    }
    running.forEach(Workers::result);
    threads.shutdown();
  }

  /** Rates in GB/s, and the processor time that they took. The first rate is a warm-up. */
  private static final class Rates {
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> processor = new ArrayList<>();

    void add(double bytes, Runnable work) {
      long before = processorNanos();
      long start = System.nanoTime();
      work.run();
      rates.add(bytes / (System.nanoTime() - start));
      processor.add((processorNanos() - before) / bytes);
    }

    private static long processorNanos() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    List<Double> measured() {
      return rates.subList(1, rates.size());
    }

    double median() {
      return BenchSession.median(measured());
    }

    double processorSeconds() {
      return BenchSession.median(processor.subList(1, processor.size()));
    }
  }

  private static int parts(int rank, int count) {
    return SumTree.parts(SumTree.first(rank, count, LEAVES), SumTree.first(rank + 1, count, LEAVES))
        .size();
  }

  private Void member(
      Port port,
      Membership member,
      List<ByteBuffer> own,
      Scope memory,
      CyclicBarrier turns,
      int repetitions) {
    try (Gang gang = Gang.join(port, member, message -> {})) {
      SumExchange exchange =
          new SumExchange(
              gang,
              Blocks.of(numbers, gang.size()),
              LEAVES,
              bytes -> vector(memory, Math.max(1, bytes / Float.BYTES)));
      for (int i = 0; i < repetitions; i++) {
        PlainLoopback.await(turns);
        exchange.begin(own, true, "the benchmark awaited its numbers");
        exchange.ready(0);
        exchange.await();
        PlainLoopback.await(turns);
      }
      gang.barrier();
      return null;
    } catch (RuntimeException | Error e) {
      turns.reset(); // The other workers would wait for ever.
      throw e;
    }
  }

  private static ByteBuffer vector(Scope memory, int count) {
    return memory.zeros(ElementType.FLOAT32, count).hostBytes();
  }

  private double copyRate(Scope memory) {
    try (Scope own = memory.child()) {
      ByteBuffer from = vector(own, numbers);
      ByteBuffer to = vector(own, numbers);
      double best = 0;
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        to.duplicate().put(from.duplicate());
        best = Math.max(best, (double) Float.BYTES * numbers / (System.nanoTime() - start));
      }
      return best;
    }
  }
}
