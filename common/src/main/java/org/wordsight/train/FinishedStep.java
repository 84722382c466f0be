package org.wordsight.train;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.wordsight.tensor.Scope;

/**
 * A step whose work has been given to the device, for its record.
 *
 * @param norm one float64, behind the copies of the state
 * @param parameters the copy of the adapter after the step
 * @param own the scope of the norm
 * @param validation completed soon; absent if the step ends no epoch
 * @param startNanos when the step began
 * @param saves whether a checkpoint is due
 */
record FinishedStep(
    BatchPlan.Step step,
    Reduction.Reduced reduced,
    PendingNumbers norm,
    HostCopy parameters,
    Scope own,
    double learningRate,
    CompletableFuture<Optional<Validation>> validation,
    long startNanos,
    boolean saves) {

  /**
   * @param best whether the loss is the lowest so far, so that the adapter must be kept
   */
  record Validation(double loss, boolean best) {}
}
