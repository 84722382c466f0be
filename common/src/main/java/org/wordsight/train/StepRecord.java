package org.wordsight.train;

import java.util.List;
import java.util.Optional;

/**
 * One optimiser step, as in the table {@code train_steps}.
 *
 * @param step from 1
 * @param epoch from 1
 * @param loss the step's summed negative log-likelihoods, divided by its target tokens
 * @param gradientNorm the global L2 norm before clipping
 * @param attempt from 1; one more for each time the step is done again after a restart
 * @param adapterSha256 the hash of the adapter's file if it were written after this step
 * @param machine the machine that computed the step, in the form of {@link TrainingMachine#text};
 *     absent if an earlier version made the record
 * @param validationLoss after the last step of an epoch, if there are validation samples
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
    Optional<String> machine,
    Optional<Double> validationLoss) {

  public StepRecord {
    sampleIds = List.copyOf(sampleIds);
  }

  /** The same step as another attempt at it. */
  StepRecord ofAttempt(int number) {
    return completed(number, adapterSha256, validationLoss);
  }

  /** The same facts with those that are known last. */
  StepRecord completed(
      int newAttempt, String newAdapterSha256, Optional<Double> newValidationLoss) {
    return new StepRecord(
        step,
        epoch,
        loss,
        gradientNorm,
        learningRate,
        targetTokens,
        sampleIds,
        seconds,
        newAttempt,
        newAdapterSha256,
        machine,
        newValidationLoss);
  }
}
