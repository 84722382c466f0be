package org.wordsight.train;

import java.util.SortedMap;

/** Where a trainer's step records go. */
public interface StepLog {

  /** Adds a record, as the next attempt at its step. The record's own attempt is not used. */
  void append(StepRecord record);

  /** Returns when all records are safe. */
  void force();

  /** The validation losses of the steps that are recorded, by step. */
  SortedMap<Integer, Double> validationLosses();
}
