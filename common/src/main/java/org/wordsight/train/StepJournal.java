package org.wordsight.train;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/** Keeps the records of an adapter's steps. */
public interface StepJournal {

  /** The record of the highest step. */
  Optional<StepRecord> last();

  /** The number of the next attempt at a step, from 1. */
  int nextAttempt(int step);

  /**
   * Adds a record, or replaces an earlier one of the same step. In a gang, when the call returns,
   * the loss of this process must not lose the record.
   */
  void append(StepRecord record);

  /** The validation losses of the recorded steps, by step; none if they are not kept. */
  default SortedMap<Integer, Double> validationLosses() {
    return Collections.emptySortedMap();
  }

  /** Returns when all records are stored permanently. A checkpoint is saved only after this. */
  void force();
}
