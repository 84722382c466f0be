package org.wordsight.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.wordsight.error.WordsightException;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.Topic;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Workers;

/**
 * Records finished steps while the next steps are computed. It waits for a step's loss and norm,
 * hashes the adapter, writes the step's record, and saves a checkpoint if one is due. Hashing can
 * take longer than a step, so a GPU's steps are hashed side by side. Records are written in order.
 */
final class StepRecorder implements AutoCloseable {
  /**
   * So many steps of a GPU are recorded at once. An adapter of 84 million parameters is hashed in
   * about 0.3 seconds.
   */
  static final int MOST_AT_ONCE = 3;

  private final BatchPlan plan;
  private final AdapterLayout layout;
  private final StepJournal journal;
  private final CheckpointStore checkpoints;
  private final String machine;
  private final HeldState held;
  private final Optional<Gang> gang;
  private final int atOnce;
  private final ExecutorService threads;
  private final Deque<Recording> recordings = new ArrayDeque<>();
  private Progress last = Progress.done();

  /**
   * @param machine the machine that computes, for the records
   * @param gang present if several workers train; only the worker of rank 0 then keeps records, and
   *     no worker changes its state before a step is recorded
   * @param sharesMemory whether the state's memory is the host's, so that it must not change before
   *     a step is recorded
   */
  StepRecorder(
      BatchPlan plan,
      AdapterLayout layout,
      StepJournal journal,
      CheckpointStore checkpoints,
      HeldState held,
      Optional<Gang> gang,
      boolean sharesMemory,
      String machine) {
    this.plan = plan;
    this.layout = layout;
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.machine = machine;
    this.held = held;
    this.gang = gang;
    this.atOnce = gang.isPresent() || sharesMemory ? 1 : MOST_AT_ONCE;
    this.threads =
        Executors.newFixedThreadPool(
            atOnce,
            work -> {
              Thread recorder = new Thread(work, "wordsight-recorder");
              recorder.setDaemon(true);
              return recorder;
            });
  }

  private boolean keepsRecords() {
    return gang.isEmpty() || gang.get().rank() == 0;
  }

  private record Recording(Future<?> work, Scope own) {}

  /**
   * What the record of the next step waits for.
   *
   * @param end when the device had computed the step, in nanoseconds
   * @param recorded whether the step is recorded, and all steps before it
   */
  private record Progress(CompletableFuture<Long> end, CompletableFuture<Boolean> recorded) {
    static Progress begun() {
      return new Progress(new CompletableFuture<>(), new CompletableFuture<>());
    }

    static Progress done() {
      return new Progress(
          CompletableFuture.completedFuture(Long.MIN_VALUE),
          CompletableFuture.completedFuture(true));
    }
  }

  /**
   * The place among copies of the parameters for a step. The copy in it is used until {@link
   * #awaitRoom} has returned for a later step of the same place.
   */
  int place(BatchPlan.Step step) {
    return step.index() % atOnce;
  }

  /** Begins to record a step. There must be {@linkplain #awaitRoom room}. */
  void start(FinishedStep finished) {
    Progress before = last;
    Progress own = Progress.begun();
    AdapterState state = held.state();
    Future<?> work = threads.submit(() -> record(finished, state, before, own));
    recordings.add(new Recording(work, finished.own()));
    last = own;
  }

  /**
   * Waits until one more step can be recorded, and the state may change for it. If an earlier step
   * could not be recorded, throws the failure.
   *
   * @param saves whether a checkpoint of the step is due. All earlier steps are then awaited, since
   *     there is only one copy of the moments
   */
  void awaitRoom(boolean saves) {
    int most = saves ? 0 : atOnce - 1;
    while (recordings.size() > most || oldestIsDone()) {
      awaitOldest();
    }
  }

  private boolean oldestIsDone() {
    return !recordings.isEmpty() && recordings.element().work().isDone();
  }

  /** Waits until all steps are recorded. If that failed, throws the failure. */
  void finish() {
    while (!recordings.isEmpty()) {
      awaitOldest();
    }
  }

  private void awaitOldest() {
    Recording oldest = recordings.element();
    try {
      Workers.result(oldest.work());
    } finally {
      // An interrupted caller returns, and the work goes on.
      if (oldest.work().isDone()) {
        recordings.remove();
        oldest.own().close();
      }
    }
  }

  private void record(FinishedStep finished, AdapterState state, Progress before, Progress own) {
    boolean recorded = false;
    try {
      StepRecord facts = facts(finished, before, own);
      gang.ifPresent(others -> held.measured(facts));
      boolean kept = append(facts, finished.parameters(), before, finished.validation()::join);
      if (kept && finished.saves() && keepsRecords()) {
        journal.force();
        checkpoints.save(state.onHost(facts.step(), finished.parameters()));
      }
      recorded = kept;
    } finally {
      own.end().complete(Long.MIN_VALUE); // It has no effect if the end is known.
      own.recorded().complete(recorded);
    }
  }

  /** The facts of a step, without the adapter's hash and the validation loss. */
  private StepRecord facts(FinishedStep finished, Progress before, Progress own) {
    BatchPlan.Step step = finished.step();
    ShardGradients.ShardLoss loss = finished.reduced().awaitLoss();
    double norm = finished.norm().await().toDouble();
    requireFinite(step, loss);
    requireFinite(step, norm);
    // Asked for first, so that the ends of steps are in order.
    long endBefore = before.end().join();
    long end = System.nanoTime();
    double seconds = (end - Math.max(finished.startNanos(), endBefore)) / 1e9;
    own.end().complete(end);
    return new StepRecord(
        step.index() + 1,
        step.epoch() + 1,
        loss.sum() / step.targets(),
        norm,
        finished.learningRate(),
        step.targets(),
        ids(step.samples()),
        seconds,
        1,
        "",
        Optional.of(machine),
        Optional.empty());
  }

  /**
   * Records a step whose record an earlier attempt has lost, and waits.
   *
   * @param facts without the adapter's hash and the validation loss
   * @param parameters the copy of the adapter after that step
   */
  void recordLate(
      StepRecord facts, HostCopy parameters, Optional<FinishedStep.Validation> validation) {
    append(facts, parameters, Progress.done(), () -> validation);
  }

  /**
   * Keeps the record of a step. The other workers change their state only after that. If the
   * adapter is the best so far, it is saved first, so that it exists for every recorded step.
   *
   * @param validation may wait
   * @return false if a step before it could not be recorded; this one is then not recorded either
   */
  private boolean append(
      StepRecord facts,
      HostCopy parameters,
      Progress before,
      Supplier<Optional<FinishedStep.Validation>> validation) {
    int step = facts.step();
    if (!keepsRecords()) {
      gang.orElseThrow().take(Topic.RECORDED, 0, "step " + step + " awaited its record");
      return true;
    }
    String sha256 = PeftFolder.sha256(layout, parameters.floats(), KeyLayout.NEW);
    if (!before.recorded().join()) {
      return false;
    }
    Optional<FinishedStep.Validation> measured = validation.get();
    if (measured.filter(FinishedStep.Validation::best).isPresent()) {
      checkpoints.saveBest(step, parameters.floats());
    }
    int attempt = journal.nextAttempt(step);
    journal.append(facts.completed(attempt, sha256, measured.map(FinishedStep.Validation::loss)));
    gang.ifPresent(others -> others.tell(Topic.RECORDED, new byte[0]));
    return true;
  }

  private List<String> ids(List<Integer> samples) {
    return samples.stream().map(i -> plan.examples().get(i).id()).toList();
  }

  private void requireFinite(BatchPlan.Step step, ShardGradients.ShardLoss loss) {
    if (!loss.notFinite().isEmpty()) {
      throw diverged(step, "the loss of samples " + ids(loss.notFinite()) + " is not finite");
    }
  }

  private void requireFinite(BatchPlan.Step step, double norm) {
    if (!Double.isFinite(norm)) {
      throw diverged(step, "the gradient of samples " + ids(step.samples()) + " is not finite");
    }
  }

  private static WordsightException diverged(BatchPlan.Step step, String problem) {
    return WordsightException.input(
        "Cannot continue training: in step "
            + (step.index() + 1)
            + " "
            + problem
            + ". Nothing is exported. Check these samples and the checkpoint, or lower"
            + " training.learningRate.");
  }

  /**
   * Waits for steps that are being recorded, since they use the caller's memory. If that failed,
   * throws the failure.
   */
  @Override
  public void close() {
    threads.shutdown();
    Workers.awaitEnd(threads);
    finish();
  }
}
