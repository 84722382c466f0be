package org.wordsight.jobs.table;

import java.util.OptionalDouble;

/**
 * A trained adapter.
 *
 * @param control whether it learned from shuffled answers
 * @param validationLoss of the kept adapter; absent without validation samples
 * @param sha256 the hash of its {@code adapter_model.safetensors}
 * @param steps optimiser steps taken
 * @param keptStep the step after which the adapter was kept: the last step, or with {@code
 *     training.keepBest} the step of the lowest validation loss
 * @param computedWith device, library and threads, on which the bits depend besides the run's
 *     identity
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
          // The first version had no such columns. The end of an id marked a control.
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
