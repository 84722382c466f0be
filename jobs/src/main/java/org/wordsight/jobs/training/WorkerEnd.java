package org.wordsight.jobs.training;

import java.io.Serializable;

/** How a worker's task ended. */
public sealed interface WorkerEnd extends Serializable {

  /**
   * The adapter is trained, and rank 0 has written it.
   *
   * @param sha256 of its weights' file
   * @param steps optimiser steps taken
   * @param keptStep the step after which the adapter was taken
   * @param trainableParameters of the adapter
   * @param computedWith device, library and threads, for people
   */
  record Trained(
      String sha256, int steps, int keptStep, long trainableParameters, String computedWith)
      implements WorkerEnd {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The worker could not go on.
   *
   * @param cause is thrown again by the driver, or shown
   * @param becauseOfAnother whether the cause is the loss of another worker; the remaining workers
   *     can go on without the lost one
   */
  record Failed(Throwable cause, boolean becauseOfAnother) implements WorkerEnd {
    private static final long serialVersionUID = 1L;
  }
}
