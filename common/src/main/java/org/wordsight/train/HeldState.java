package org.wordsight.train;

import java.util.Optional;
import org.wordsight.model.layer.Backend;

/**
 * The state of a training after its last whole step, on the device that computes. The state stays
 * when a trainer fails, so that the next trainer goes on from it. Keeping it costs nothing, since
 * the trainer works on this state itself. It may be closed only when no trainer uses it.
 *
 * <p>One training uses it, by one trainer at a time.
 */
public final class HeldState implements AutoCloseable {
  private static final int NONE = -1;

  private Optional<Vectors> vectors = Optional.empty();
  private Optional<AdapterState> state = Optional.empty();
  private Optional<StepRecord> unrecorded = Optional.empty();
  private int stepsDone = NONE;

  /** An empty state, which the first trainer fills. */
  public HeldState() {}

  /** Optimiser steps taken; empty if there is no whole state. */
  public synchronized Optional<Integer> stepsDone() {
    return stepsDone == NONE ? Optional.empty() : Optional.of(stepsDone);
  }

  synchronized Vectors vectors(Backend backend) {
    if (vectors.isEmpty()) {
      vectors = Optional.of(new Vectors(backend));
    }
    return vectors.get();
  }

  /** The state. It exists if {@link #stepsDone} is present. */
  synchronized AdapterState state() {
    return state.orElseThrow();
  }

  /** Replaces the state. */
  synchronized void replace(AdapterState next, int steps) {
    drop();
    state = Optional.of(next);
    stepsDone = steps;
  }

  /** Says that the state is being changed. If that fails, there is no whole state. */
  synchronized void beginStep() {
    stepsDone = NONE;
    unrecorded = Optional.empty();
  }

  /** Says that the state is whole again. */
  synchronized void endStep(int steps) {
    stepsDone = steps;
  }

  /** Keeps the facts of a gang's last step, without the adapter's hash and the validation loss. */
  synchronized void measured(StepRecord facts) {
    unrecorded = Optional.of(facts);
  }

  /** The facts of the last step, whose record may have been lost. */
  synchronized Optional<StepRecord> measured() {
    return unrecorded;
  }

  /** Frees the state, which is not whole. */
  synchronized void drop() {
    stepsDone = NONE;
    unrecorded = Optional.empty();
    state.ifPresent(AdapterState::close);
    state = Optional.empty();
  }

  @Override
  public synchronized void close() {
    drop();
    vectors.ifPresent(Vectors::close);
    vectors = Optional.empty();
  }
}
