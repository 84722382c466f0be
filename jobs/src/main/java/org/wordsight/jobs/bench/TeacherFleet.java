package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.wordsight.fleet.Dispatcher;
import org.wordsight.fleet.FleetStatus;
import org.wordsight.fleet.Limits;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.Spent;
import org.wordsight.fleet.Work;
import org.wordsight.fleet.WorkItem;
import org.wordsight.fleet.WorkLease;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.TeacherClient;
import org.wordsight.teacher.openai.OpenAiTeacher;

/** One worker that gets leases from a dispatcher in the same process and asks an endpoint. */
final class TeacherFleet {
  private static final String WORKER = "bench";

  private final TeacherClient client;
  private final Dispatcher dispatcher;
  private final int inFlight;
  private final BlockingQueue<Report> ended = new LinkedBlockingQueue<>();
  private final List<Long> answeredNanos = new ArrayList<>();
  private final PlacesInUse places;
  private int nowInFlight;

  TeacherFleet(OpenAiTeacher teacher, TeacherClient client, int inFlight) {
    this.client = client;
    this.inFlight = inFlight;
    this.places = new PlacesInUse(inFlight);
    Usage worst =
        new Usage(
            teacher.promptTokensAtMost(TeacherWork.PROMPT),
            0,
            TeacherWork.PARAMETERS.maximumNewTokens());
    this.dispatcher =
        new Dispatcher(Limits.inFlight(inFlight), Prices.FREE, number -> worst, Spent.NOTHING);
  }

  /** Asks all items of a wave. Returns how many were answered. */
  long ask(int calls) {
    dispatcher.open(Work.all(0, calls));
    try {
      boolean over = false;
      while (!over) {
        WorkLease lease = dispatcher.lease(WORKER, inFlight - nowInFlight);
        lease.items().forEach(item -> send(lease, item));
        over = lease.over();
        if (!over) {
          report(lease.items().isEmpty() ? lease.waitMillis() : 0);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while an endpoint was asked", e);
    }
    return dispatcher.status().settled();
  }

  FleetStatus status() {
    return dispatcher.status();
  }

  PlacesInUse places() {
    return places;
  }

  /** The arrival time of each answer, by {@link System#nanoTime}. */
  List<Long> answeredNanos() {
    return List.copyOf(answeredNanos);
  }

  private void send(WorkLease lease, WorkItem item) {
    nowInFlight++;
    places.sent(System.nanoTime());
    client
        .ask(TeacherWork.PROMPT, TeacherWork.request(item.number()), TeacherWork.PARAMETERS)
        .whenComplete(
            (reply, thrown) -> {
              places.ended(System.nanoTime());
              ended.add(report(lease, item, reply));
            });
  }

  private static Report report(WorkLease lease, WorkItem item, Reply reply) {
    if (reply instanceof Reply.Answered answered) {
      return new Report.Settled(
          lease.id(), item, answered.answer().usage(), answered.latency().toMillis());
    }
    if (reply instanceof Reply.Failed failed) {
      return Report.Failed.of(lease.id(), item, failed);
    }
    return new Report.Returned(lease.id(), item);
  }

  /** Reports the requests that have ended; waits at most this long for the first. */
  private void report(long waitMillis) throws InterruptedException {
    Report first = ended.poll(waitMillis, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    List<Report> reports = new ArrayList<>(List.of(first));
    ended.drainTo(reports);
    nowInFlight -= reports.size();
    long now = System.nanoTime();
    reports.stream()
        .filter(Report.Settled.class::isInstance)
        .forEach(settled -> answeredNanos.add(now));
    dispatcher.report(WORKER, reports);
  }
}
