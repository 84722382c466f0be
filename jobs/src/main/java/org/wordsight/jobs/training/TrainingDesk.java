package org.wordsight.jobs.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StepText;

/**
 * The driver's side of one training. It knows the current attempt and its workers. It alone writes
 * the ledger of steps. A message from a worker of an earlier attempt is refused, so a worker that
 * continues late can write nothing.
 */
final class TrainingDesk implements WorkerMessage.Receiver {
  private final StepLedger ledger;
  private final Runnable permission;
  private final Consumer<String> messages;
  private final Consumer<WorkerMessage.Meeting> meetings;
  private final Map<Integer, WorkerId> workers = new TreeMap<>();
  private final Map<Integer, WorkerEnd> ends = new TreeMap<>();
  private int attempt;
  private int recorded;
  private Optional<WorkerMessage.Meeting> meeting;

  /**
   * @param ledger of this training alone
   * @param permission throws where this driver has lost the right to write
   * @param messages receives messages for people
   * @param meeting of an earlier driver; its number of threads is used again if possible
   * @param meetings keeps the workers' agreement for a later driver
   */
  TrainingDesk(
      StepLedger ledger,
      Runnable permission,
      Consumer<String> messages,
      Optional<WorkerMessage.Meeting> meeting,
      Consumer<WorkerMessage.Meeting> meetings) {
    this.ledger = ledger;
    this.permission = permission;
    this.messages = messages;
    this.meeting = meeting;
    this.meetings = meetings;
  }

  /**
   * Ends the current attempt and begins another one. Workers of the ended attempt are refused from
   * now on.
   */
  synchronized int beginAttempt() {
    workers.clear();
    ends.clear();
    recorded = 0;
    attempt++;
    return attempt;
  }

  private boolean isCurrent(WorkerId worker) {
    return worker.attempt() == attempt && worker.equals(workers.get(worker.rank()));
  }

  /**
   * Notes that a worker has begun. Spark may repeat the lost task of a single worker. The later
   * task then counts.
   */
  @Override
  public synchronized boolean began(WorkerId worker) {
    WorkerId earlier = workers.get(worker.rank());
    if (worker.attempt() != attempt || (earlier != null && earlier.task() > worker.task())) {
      return false;
    }
    workers.put(worker.rank(), worker);
    ends.remove(worker.rank());
    notifyAll();
    return true;
  }

  @Override
  public synchronized boolean met(WorkerId worker, WorkerMessage.Meeting found) {
    if (!isCurrent(worker)) {
      return false;
    }
    if (meeting.filter(found::equals).isEmpty()) {
      meeting.ifPresent(earlier -> messages.accept(moved(earlier, found)));
      meeting = Optional.of(found);
      meetings.accept(found);
    }
    return true;
  }

  private static String moved(WorkerMessage.Meeting earlier, WorkerMessage.Meeting found) {
    return "Training goes on with other workers: they were %s, are %s. The adapter's last bits will differ from those of a training on one kind alone."
        .formatted(earlier.words(), found.words());
  }

  @Override
  public synchronized boolean recorded(WorkerId worker, String stepRecord) {
    if (!isCurrent(worker)) {
      return false;
    }
    try {
      ledger.append(StepText.parse(stepRecord));
      recorded++;
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Permits a checkpoint or an adapter. The records of its steps are written first. */
  @Override
  public synchronized boolean maySave(WorkerId worker) {
    if (!isCurrent(worker)) {
      return false;
    }
    ledger.force();
    permission.run();
    return true;
  }

  @Override
  public synchronized boolean said(WorkerId worker, String text) {
    boolean current = isCurrent(worker);
    if (current) {
      messages.accept(text);
    }
    return current;
  }

  @Override
  public synchronized boolean ended(WorkerId worker, WorkerEnd end) {
    if (!isCurrent(worker)) {
      return false;
    }
    ends.put(worker.rank(), end);
    notifyAll();
    return true;
  }

  StepLedger ledger() {
    return ledger;
  }

  /** The workers' agreement in their last meeting. */
  synchronized Optional<WorkerMessage.Meeting> meeting() {
    return meeting;
  }

  /** The last step that is recorded; 0 if there is none. */
  synchronized int lastStep() {
    return ledger.lastStep();
  }

  /** The steps that this attempt has recorded. */
  synchronized int recorded() {
    return recorded;
  }

  /** Waits for a change, at most for this time. */
  synchronized void awaitChange(long millis) throws InterruptedException {
    wait(millis);
  }

  /** The result; absent until rank 0 has trained to the end. */
  synchronized Optional<WorkerEnd.Trained> trained() {
    return ends.get(0) instanceof WorkerEnd.Trained trained
        ? Optional.of(trained)
        : Optional.empty();
  }

  /** A failure that would also happen in any other gang. */
  synchronized Optional<Throwable> failure() {
    return failures().stream()
        .filter(failed -> !failed.becauseOfAnother())
        .map(WorkerEnd.Failed::cause)
        .findFirst();
  }

  /** A worker's message about another worker that it lost. */
  synchronized Optional<String> loss() {
    return failures().stream()
        .filter(WorkerEnd.Failed::becauseOfAnother)
        .map(failed -> String.valueOf(failed.cause().getMessage()))
        .findFirst();
  }

  private List<WorkerEnd.Failed> failures() {
    return ends.values().stream()
        .filter(WorkerEnd.Failed.class::isInstance)
        .map(WorkerEnd.Failed.class::cast)
        .toList();
  }

  /** The workers that have begun and have not reported their end. */
  synchronized List<WorkerId> unended() {
    List<WorkerId> unended = new ArrayList<>(workers.values());
    unended.removeIf(worker -> ends.containsKey(worker.rank()));
    return unended;
  }
}
