package org.wordsight.jobs.table;

import java.util.List;
import java.util.OptionalDouble;

/**
 * An optimiser step; a step done again after a restart replaces the earlier row. {@code
 * validationLoss} stands at the last step of an epoch.
 */
public record TrainStepRow(
    String adapterId,
    int step,
    int epoch,
    double loss,
    double gradientNorm,
    double learningRate,
    long targetTokens,
    List<String> sampleIds,
    double seconds,
    int attempt,
    String adapterSha256,
    OptionalDouble validationLoss) {
  public static final Table<TrainStepRow> TABLE = Table.of("train_steps", 1, TrainStepRow.class);
}
