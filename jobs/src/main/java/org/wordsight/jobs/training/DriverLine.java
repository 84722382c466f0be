package org.wordsight.jobs.training;

import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.DriverCalls;

/** Carries the messages of a training's workers to the driver. */
final class DriverLine {
  private DriverLine() {}

  /** Lets the driver receive the messages of a training, until the line is closed. */
  static DriverCalls.Opened receive(String training, WorkerMessage.Receiver receiver) {
    return DriverCalls.serve(training, message -> ((WorkerMessage) message).deliver(receiver));
  }

  /**
   * Sends a message to the driver, from an executor.
   *
   * @return whether the worker may go on; false for a worker of an earlier attempt, and after the
   *     training
   * @throws WordsightException where the driver cannot go on
   */
  static boolean tell(WorkerMessage message) {
    return DriverCalls.askIfOpen(message.from().training(), message)
        .map(Boolean.class::cast)
        .orElse(false);
  }
}
