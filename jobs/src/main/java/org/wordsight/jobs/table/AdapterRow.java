package org.wordsight.jobs.table;

import java.util.OptionalDouble;

/**
 * A trained adapter.
 *
 * @param control whether it learned from shuffled answers
 * @param validationLoss of the adapter that was kept, where there are validation samples
 * @param sha256 the hash of its {@code adapter_model.safetensors}
 * @param steps optimiser steps taken
 * @param keptStep the step after which the adapter was taken: the last one, or with {@code
 *     training.keepBest} that of the lowest validation loss
 * @param computedWith what its bits depend on beside the run's identity: device, library, threads
 */
public record AdapterRow(
    String adapterId,
    String model,
    String teacher,
    int trainSize,
    boolean control,
    OptionalDouble validationLoss,
    String path,
    String sha256,
    int steps,
    int keptStep,
    long trainableParameters,
    String computedWith) {
  public static final Table<AdapterRow> TABLE =
      Table.of("adapters", 2, AdapterRow.class)
          // The first version had no such columns, and the end of an id said what is a control.
          .withOlderRows("control", "adapter_id LIKE '%-control'")
          .withOlderRows("kept_step", "steps")
          .withOlderRows("computed_with", "''");

  /** The same adapter in another place. */
  public AdapterRow at(String place) {
    return new AdapterRow(
        adapterId,
        model,
        teacher,
        trainSize,
        control,
        validationLoss,
        place,
        sha256,
        steps,
        keptStep,
        trainableParameters,
        computedWith);
  }
}
