package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.WorkItem;
import org.wordsight.fleet.WorkLease;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Cancelled;
import org.wordsight.teacher.CallRecord.Failed;
import org.wordsight.teacher.CallRecord.Sent;
import org.wordsight.teacher.CallRecord.Settled;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.TeacherClient;

/**
 * A task that keeps many requests in flight to a teacher over the network, until no request is
 * left. Replies are taken as they come. A request is in the log before it is sent. An answer is
 * reported to the driver at once, so that another request can begin. It is in the log some seconds
 * later, or with the next requests.
 */
final class RemoteWorker {
  /** The longest time until the task notices that Spark ends it. */
  private static final long LOOK_NANOS = 200_000_000L;

  /** The share of time to wait for more replies. Waiting saves messages and segments. */
  private static final double PATIENCE = 0.01;

  private static final long MOST_PATIENCE_NANOS = 100_000_000L;

  /** A request in flight. */
  private record Flight(
      long lease, Call call, long worstMicrodollars, CompletableFuture<Reply> reply) {}

  /**
   * A request that has ended.
   *
   * @param defect an error of our own code; null without one
   */
  private record Arrived(WorkItem item, Throwable defect) {}

  private final WaveTask task;
  private final RemoteTeacher teacher;
  private final TeacherClient client;
  private final int most;
  private final CallWriter writer;
  private final String worker = WaveTask.worker();
  private final Map<WorkItem, Flight> flights = new HashMap<>();
  private final BlockingQueue<Arrived> arrivals = new LinkedBlockingQueue<>();
  private List<Report> reports = new ArrayList<>();
  private double meanLatencyNanos;

  /**
   * @param most the most requests in flight at once
   */
  RemoteWorker(WaveTask task, RemoteTeacher teacher, TeacherClient client, int most) {
    this.task = task;
    this.teacher = teacher;
    this.client = client;
    this.most = most;
    this.writer = new CallWriter(task.log(), task.run());
  }

  /** The most that a request with this prompt can use. */
  static Usage worst(RemoteTeacher teacher, String prompt, int maximumNewTokens) {
    return new Usage(teacher.promptTokensAtMost(prompt), 0, maximumNewTokens);
  }

  void work() throws InterruptedException {
    try {
      WorkLease lease = take();
      while (!lease.over()) {
        cancel(lease.cancelled());
        send(lease);
        receive(waitNanos(lease));
        TaskContext.get().killTaskIfInterrupted();
        lease = take();
      }
    } finally {
      end();
    }
  }

  private WorkLease take() {
    WorkLease lease = task.take(worker, most - flights.size(), reports);
    reports = new ArrayList<>();
    return lease;
  }

  private void send(WorkLease lease) {
    List<WorkItem> items = lease.items();
    List<PlannedGroup> groups = new ArrayList<>();
    List<Flight> begun = new ArrayList<>();
    for (WorkItem item : items) {
      PlannedGroup group = task.group(item);
      Usage worst = worst(teacher, group.prompt(), task.parameters().maximumNewTokens());
      long microdollars = teacher.prices().microdollarsAtMost(worst);
      Call call = task.call(group, group.requests().get(0), item);
      writer.add(new Sent(call, microdollars));
      groups.add(group);
      begun.add(new Flight(lease.id(), call, microdollars, null));
    }
    if (items.isEmpty()) {
      writer.writeIfDue();
      return;
    }

    writer.write();
    for (int i = 0; i < items.size(); i++) {
      send(items.get(i), groups.get(i), begun.get(i));
    }
  }

  private void send(WorkItem item, PlannedGroup group, Flight begun) {
    PlannedRequest request = group.requests().get(0);
    CompletableFuture<Reply> reply = client.ask(group.prompt(), request, task.parameters());
    flights.put(item, new Flight(begun.lease(), begun.call(), begun.worstMicrodollars(), reply));
    reply.whenComplete((answer, defect) -> arrivals.add(new Arrived(item, defect)));
  }

  /** The time after which the driver is asked again, even if no reply comes. */
  private long waitNanos(WorkLease lease) {
    long wait = Math.min(LOOK_NANOS, writer.nanosUntilDue());
    if (flights.size() < most) {
      wait = Math.min(wait, TimeUnit.MILLISECONDS.toNanos(Math.max(1, lease.waitMillis())));
    }
    return Math.max(0, wait);
  }

  private void receive(long waitNanos) throws InterruptedException {
    Arrived first = arrivals.poll(waitNanos, TimeUnit.NANOSECONDS);
    if (first == null) {
      return;
    }

    take(first);
    long patience = (long) Math.min(MOST_PATIENCE_NANOS, PATIENCE * meanLatencyNanos);
    long end = System.nanoTime() + patience;
    int enough = flights.size() / 16;
    for (int more = 0; more < enough; more++) {
      Arrived next = arrivals.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      take(next);
    }
    drain();
  }

  private void drain() {
    for (Arrived next = arrivals.poll(); next != null; next = arrivals.poll()) {
      take(next);
    }
  }

  private void take(Arrived arrived) {
    Flight flight = flights.remove(arrived.item());
    if (flight == null) {
      return; // We cancelled it.
    }
    land(arrived.item(), flight);
    if (arrived.defect() != null) {
      throw new IllegalStateException("the teacher's client failed", arrived.defect());
    }
  }

  /** A request that has ended, with a reply or without one. */
  private void land(WorkItem item, Flight flight) {
    boolean replied = !flight.reply().isCompletedExceptionally();
    if (replied && flight.reply().join() instanceof Reply.Answered answered) {
      settle(item, flight, answered);
    } else if (replied && flight.reply().join() instanceof Reply.Failed failed) {
      fail(item, flight, failed);
    } else {
      note(item, flight);
    }
  }

  private void settle(WorkItem item, Flight flight, Reply.Answered answered) {
    Usage usage = answered.answer().usage();
    long latency = answered.latency().toMillis();
    writer.add(new Settled(now(flight), answered.answer(), cost(flight, usage), latency));
    reports.add(new Report.Settled(flight.lease(), item, usage, latency));
    long nanos = answered.latency().toNanos();
    meanLatencyNanos += (nanos - meanLatencyNanos) / (meanLatencyNanos == 0 ? 1 : 16);
  }

  /** If the endpoint does not report its use, the dispatcher counts the worst case too. */
  private long cost(Flight flight, Usage usage) {
    return usage.equals(Usage.NONE)
        ? flight.worstMicrodollars()
        : teacher.prices().microdollars(usage);
  }

  private void fail(WorkItem item, Flight flight, Reply.Failed failed) {
    long latency = failed.latency().toMillis();
    long cost = failed.kind().mayBeBilled() ? cost(flight, failed.usage()) : 0;
    writer.add(new Failed(now(flight), failed.kind(), failed.detail(), cost, latency));
    reports.add(Report.Failed.of(flight.lease(), item, failed));
  }

  /** Cancels requests. An answer that has already arrived is paid for, and is kept. */
  private void cancel(List<WorkItem> items) {
    for (WorkItem item : items) {
      Flight flight = flights.get(item);
      if (flight == null) {
        reports.add(new Report.Cancelled(-1, item));
      } else if (!flight.reply().isDone()) {
        flights.remove(item);
        flight.reply().cancel(true);
        note(item, flight);
      }
    }
  }

  private void note(WorkItem item, Flight flight) {
    writer.add(new Cancelled(now(flight), flight.worstMicrodollars()));
    reports.add(new Report.Cancelled(flight.lease(), item));
  }

  private static Call now(Flight flight) {
    return flight.call().at(System.currentTimeMillis());
  }

  /**
   * Ends all requests, however the task ends. An answer that has arrived is paid for. It is logged
   * and reported to the driver, so that its request is not sent again.
   */
  private void end() {
    boolean interrupted = Thread.interrupted();
    try {
      flights.values().forEach(flight -> flight.reply().cancel(true));
      for (WorkItem item : List.copyOf(flights.keySet())) {
        land(item, flights.remove(item));
      }
      writer.write();
      if (!reports.isEmpty()) {
        task.take(worker, 0, reports);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
