package org.wordsight.verify;

/** Compares one kind of case. */
interface Kind {
  /** Whether the case can be compared without a checkpoint. */
  default boolean needsModel() {
    return true;
  }

  /**
   * @param subject the checkpoint and reference to compare
   */
  void compare(ReferenceCase each, Subject subject, QuantityChecks checks);
}
