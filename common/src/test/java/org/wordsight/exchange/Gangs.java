package org.wordsight.exchange;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Gangs whose members are threads of this process. */
public final class Gangs {
  public static final byte[] TOKEN =
      "a secret of 32 bytes, or so much".getBytes(StandardCharsets.UTF_8);
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private Gangs() {}

  public static Port port() {
    return Port.open(InetAddress.getLoopbackAddress());
  }

  public static List<Port> ports(int count) {
    List<Port> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ports.add(port());
    }
    return ports;
  }

  public static Membership member(List<Port> ports, int rank, Duration timeout) {
    List<InetSocketAddress> addresses = ports.stream().map(Port::address).toList();
    return new Membership(rank, addresses, 1, TOKEN, timeout);
  }

  /** Runs work in every member of a new gang, and gives the results in the order of the ranks. */
  public static <T> List<T> run(int size, Function<Gang, T> work) {
    return run(size, TIMEOUT, message -> {}, work);
  }

  public static <T> List<T> run(
      int size, Duration timeout, Consumer<String> messages, Function<Gang, T> work) {
    return results(start(size, timeout, messages, work));
  }

  public static <T> List<Future<T>> start(
      int size, Duration timeout, Consumer<String> messages, Function<Gang, T> work) {
    List<Port> ports = ports(size);
    ExecutorService threads = Executors.newFixedThreadPool(size);
    List<Future<T>> running = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      Membership member = member(ports, rank, timeout);
      running.add(
          threads.submit(
              () -> {
                try (Gang gang = Gang.join(ports.get(member.rank()), member, messages)) {
                  return work.apply(gang);
                }
              }));
    }
    threads.shutdown();
    return running;
  }

  public static <T> List<T> results(List<Future<T>> running) {
    List<T> results = new ArrayList<>();
    for (Future<T> each : running) {
      results.add(result(each));
    }
    return results;
  }

  /** The result of a member, or the exception that it threw. */
  public static <T> T result(Future<T> running) {
    try {
      return running.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for some time, to show that something does not happen. */
  public static void waitFor(Duration time, CountDownLatch never) {
    try {
      if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("It happened");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
