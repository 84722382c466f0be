package org.wordsight.train;

/** Is told how a run goes on. */
public interface TrainingListener {

  /** Before the first step that is done here. */
  default void started(int stepsDone, int totalSteps) {}

  /**
   * After a step.
   *
   * @param tokens that it trained on, padding not counted
   */
  default void stepped(int step, int totalSteps, double loss, long tokens, double seconds) {}

  /** After an epoch with validation samples; {@code epoch} counts from 1. */
  default void validated(int epoch, double loss) {}
}
