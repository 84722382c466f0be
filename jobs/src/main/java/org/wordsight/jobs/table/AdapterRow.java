package org.wordsight.jobs.table;

import java.util.OptionalDouble;

/** A trained adapter. {@code sha256} is the hash of its {@code adapter_model.safetensors}. */
public record AdapterRow(
    String adapterId,
    String model,
    String teacher,
    int trainSize,
    OptionalDouble validationLoss,
    String path,
    String sha256,
    int steps,
    long trainableParameters) {
  public static final Table<AdapterRow> TABLE = Table.of("adapters", 1, AdapterRow.class);
}
