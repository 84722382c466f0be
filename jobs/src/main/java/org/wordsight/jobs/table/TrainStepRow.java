package org.wordsight.jobs.table;

import org.wordsight.train.StepRecord;

/**
 * An optimiser step of an adapter. A step that is repeated after a restart replaces the earlier
 * row.
 */
public record TrainStepRow(String adapterId, StepRecord step) {
  public static final Table<TrainStepRow> TABLE = Table.of("train_steps", 2, TrainStepRow.class);
}
