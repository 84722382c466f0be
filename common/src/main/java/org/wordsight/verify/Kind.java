package org.wordsight.verify;

/** Compares one kind of case. */
interface Kind {
  /** Whether the case can be compared without a checkpoint. */
  default boolean needsModel() {
    return true;
  }

  /**
   * @param subject what the case is compared under
   */
  void compare(ReferenceCase each, Subject subject, Comparisons comparisons);
}
