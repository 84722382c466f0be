package org.wordsight.train;

import java.util.List;
import java.util.Optional;

/**
 * One optimiser step, as the table {@code train_steps} keeps it.
 *
 * @param step from 1
 * @param epoch from 1
 * @param loss the step's summed negative log likelihoods by its target tokens
 * @param gradientNorm global L2, before clipping
 * @param attempt from 1; a step done again after a restart counts up
 * @param adapterSha256 of the adapter's file as it would be written after this step
 * @param validationLoss after the last step of an epoch, when there are validation samples
 */
public record StepRecord(
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
    Optional<Double> validationLoss) {

  public StepRecord {
    sampleIds = List.copyOf(sampleIds);
  }
}
