package org.wordsight.jobs.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wordsight.train.StepJournal;
import org.wordsight.train.StepRecord;
import org.wordsight.train.StepText;

/** A worker's access to the ledger of steps. The driver writes the ledger. */
final class DriversLedger implements StepJournal {
  private final WorkerId worker;
  private final SortedMap<Integer, Double> validationLosses;
  private Optional<StepRecord> last;

  DriversLedger(WorkerId worker, TrainingTask task) {
    this.worker = worker;
    this.validationLosses = new TreeMap<>(task.attempt().validationLosses());
    this.last =
        task.attempt().lastRecord().isEmpty()
            ? Optional.empty()
            : Optional.of(parsed(task.attempt().lastRecord()));
  }

  private static StepRecord parsed(String text) {
    try {
      return StepText.parse(text);
    } catch (IOException e) {
      throw new UncheckedIOException("The driver's record is damaged", e);
    }
  }

  @Override
  public Optional<StepRecord> last() {
    return last;
  }

  /** The driver numbers the attempts at a step. */
  @Override
  public int nextAttempt(int step) {
    return 1;
  }

  /** When this method returns, the driver has the record. */
  @Override
  public void append(StepRecord record) {
    require(DriverLine.tell(new WorkerMessage.Recorded(worker, StepText.of(record))));
    last = Optional.of(record);
    record.validationLoss().ifPresent(loss -> validationLosses.put(record.step(), loss));
  }

  /** The driver puts records into the warehouse before it permits a checkpoint. */
  @Override
  public void force() {
    requirePermission();
  }

  /**
   * Asks the driver whether this worker may put a file.
   *
   * @throws IllegalStateException where the worker belongs to an earlier attempt
   */
  void requirePermission() {
    require(DriverLine.tell(new WorkerMessage.Saving(worker)));
  }

  private void require(boolean current) {
    if (!current) {
      throw new IllegalStateException(
          worker.words() + " belongs to an earlier attempt, and may write nothing");
    }
  }

  @Override
  public SortedMap<Integer, Double> validationLosses() {
    return validationLosses;
  }
}
