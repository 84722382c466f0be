package org.wordsight.train;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.Workers;

/**
 * Records finished steps beside the computation of the next one. It waits for the step's loss and
 * norm, hashes the adapter, writes the step's record, and saves a checkpoint where one is due.
 */
final class StepRecorder implements AutoCloseable {
  private final BatchPlan plan;
  private final AdapterLayout layout;
  private final StepLedger ledger;
  private final CheckpointStore checkpoints;
  private final String machine;
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
   * @param machine that computes, for the records
   */
  StepRecorder(
      BatchPlan plan,
      AdapterLayout layout,
      StepLedger ledger,
      CheckpointStore checkpoints,
      TrainingMachine machine) {
    this.plan = plan;
    this.layout = layout;
    this.ledger = ledger;
    this.checkpoints = checkpoints;
    this.machine = machine.text();
  }

  /**
   * A step whose work has been given to the device.
   *
   * @param norm one float64
   * @param own the scope of the norm
   * @param validationLoss completed soon
   * @param startNanos when the step began
   * @param saves whether a checkpoint is due
   */
  record Finished(
      BatchPlan.Step step,
      Reduction.Reduced reduced,
      Tensor norm,
      Scope own,
      double learningRate,
      CompletableFuture<Optional<Double>> validationLoss,
      long startNanos,
      boolean saves) {}

  private record Recording(Future<?> work, Scope own) {}

  /**
   * Begins to record a step.
   *
   * @param state as the step left it; it must not change before {@link #finish}
   */
  void start(Finished finished, AdapterState state) {
    Future<?> work = thread.submit(() -> record(finished, state));
    recording = Optional.of(new Recording(work, finished.own()));
  }

  /** Waits until the last step is recorded, and throws what went wrong. */
  void finish() {
    if (recording.isEmpty()) {
      return;
    }
    Recording last = recording.get();
    try {
      Workers.result(last.work());
    } finally {
      // A caller that is interrupted leaves while the work goes on.
      if (last.work().isDone()) {
        recording = Optional.empty();
        last.own().close();
      }
    }
  }

  private void record(Finished finished, AdapterState state) {
    BatchPlan.Step step = finished.step();
    ShardGradients.ShardLoss loss = finished.reduced().awaitLoss();
    requireFinite(step, loss);
    double norm = finished.norm().toDouble();
    requireFinite(step, norm);
    long end = System.nanoTime();
    double seconds = (end - Math.max(finished.startNanos(), lastEnd)) / 1e9;
    lastEnd = end;
    int number = step.index() + 1;
    ledger.append(
        new StepRecord(
            number,
            step.epoch() + 1,
            loss.sum() / step.targets(),
            norm,
            finished.learningRate(),
            step.targets(),
            ids(step.samples()),
            seconds,
            ledger.nextAttempt(number),
            PeftFolder.sha256(layout, state.parametersOnHost(), KeyLayout.NEW),
            Optional.of(machine),
            finished.validationLoss().join()));
    if (finished.saves()) {
      ledger.force();
      checkpoints.save(state.onHost(number));
    }
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
        "Cannot train on: in step "
            + (step.index() + 1)
            + " "
            + problem
            + ". Nothing is exported. Check these samples and the checkpoint, or lower"
            + " training.learningRate.");
  }

  /**
   * Waits for a step that is being recorded, since it uses the caller's memory, and throws what
   * went wrong.
   */
  @Override
  public void close() {
    thread.shutdown();
    Workers.awaitEnd(thread);
    finish();
  }
}
