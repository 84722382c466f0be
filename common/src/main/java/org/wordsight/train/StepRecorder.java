package org.wordsight.train;

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
 * Records finished steps while the next step is computed. It waits for the step's loss and norm,
 * hashes the adapter, writes the step's record, and saves a checkpoint if one is due.
 */
final class StepRecorder implements AutoCloseable {
  private final BatchPlan plan;
  private final AdapterLayout layout;
  private final StepJournal journal;
  private final CheckpointStore checkpoints;
  private final String machine;
  private final HeldState held;
  private final Optional<Gang> gang;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread recorder = new Thread(work, "wordsight-recorder");
            recorder.setDaemon(true);
            return recorder;
          });
  private Optional<Recording> recording = Optional.empty();
  private long lastEnd = Long.MIN_VALUE;

  /**
   * @param machine the machine that computes, for the records
   * @param gang present if several workers train; only the worker of rank 0 then keeps records
   */
  StepRecorder(
      BatchPlan plan,
      AdapterLayout layout,
      StepJournal journal,
      CheckpointStore checkpoints,
      HeldState held,
      Optional<Gang> gang,
      String machine) {
    this.plan = plan;
    this.layout = layout;
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.machine = machine;
    this.held = held;
    this.gang = gang;
  }

  private boolean keepsRecords() {
    return gang.isEmpty() || gang.get().rank() == 0;
  }

  /**
   * A step whose work has been given to the device.
   *
   * @param norm one float64, behind the copies of the state
   * @param own the scope of the norm
   * @param validation completed soon; absent if the step ends no epoch
   * @param startNanos when the step began
   * @param saves whether a checkpoint is due
   */
  record Finished(
      BatchPlan.Step step,
      Reduction.Reduced reduced,
      PendingNumbers norm,
      Scope own,
      double learningRate,
      CompletableFuture<Optional<Validation>> validation,
      long startNanos,
      boolean saves) {}

  /**
   * @param best whether the loss is the lowest so far, so that the adapter must be kept
   */
  record Validation(double loss, boolean best) {}

  private record Recording(Future<?> work, Scope own) {}

  /** Begins to record a step. The state after the step must not change before {@link #finish}. */
  void start(Finished finished) {
    AdapterState state = held.state();
    Future<?> work = thread.submit(() -> record(finished, state));
    recording = Optional.of(new Recording(work, finished.own()));
  }

  /** Waits until the last step is recorded. If that failed, throws the failure. */
  void finish() {
    if (recording.isEmpty()) {
      return;
    }
    Recording last = recording.get();
    try {
      Workers.result(last.work());
    } finally {
      // An interrupted caller returns, and the work goes on.
      if (last.work().isDone()) {
        recording = Optional.empty();
        last.own().close();
      }
    }
  }

  private void record(Finished finished, AdapterState state) {
    BatchPlan.Step step = finished.step();
    ShardGradients.ShardLoss loss = finished.reduced().awaitLoss();
    double norm = finished.norm().await().toDouble();
    requireFinite(step, loss);
    requireFinite(step, norm);
    long end = System.nanoTime();
    double seconds = (end - Math.max(finished.startNanos(), lastEnd)) / 1e9;
    lastEnd = end;
    int number = step.index() + 1;
    StepRecord facts =
        new StepRecord(
            number,
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
    held.measured(facts);
    append(facts, state, finished.validation()::join);
    if (finished.saves() && keepsRecords()) {
      journal.force();
      checkpoints.save(state.onHost(number));
    }
  }

  /**
   * Records a step whose record an earlier attempt has lost, and waits.
   *
   * @param facts without the adapter's hash and the validation loss
   */
  void recordLate(StepRecord facts, Optional<Validation> validation) {
    append(facts, held.state(), () -> validation);
  }

  /**
   * Keeps the record of a step. The other workers change their state only after that. If the
   * adapter is the best so far, it is saved first, so that it exists for every recorded step.
   *
   * @param validation may wait
   */
  private void append(
      StepRecord facts, AdapterState state, Supplier<Optional<Validation>> validation) {
    int step = facts.step();
    if (!keepsRecords()) {
      gang.orElseThrow().take(Topic.RECORDED, 0, "step " + step + " awaited its record");
      return;
    }
    String sha256 = PeftFolder.sha256(layout, state.parametersOnHost(), KeyLayout.NEW);
    Optional<Validation> measured = validation.get();
    if (measured.filter(Validation::best).isPresent()) {
      checkpoints.saveBest(step, state.parametersOnHost());
    }
    int attempt = journal.nextAttempt(step);
    journal.append(facts.completed(attempt, sha256, measured.map(Validation::loss)));
    gang.ifPresent(others -> others.tell(Topic.RECORDED, new byte[0]));
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
   * Waits for a step that is being recorded, since it uses the caller's memory. If that failed,
   * throws the failure.
   */
  @Override
  public void close() {
    thread.shutdown();
    Workers.awaitEnd(thread);
    finish();
  }
}
