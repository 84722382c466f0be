package org.wordsight.config;

import java.util.Optional;
import org.wordsight.prompt.PromptTemplate.Purpose;

/**
 * How the student learns; what the paper does not say is as in Hugging Face's Trainer.
 *
 * @param logicalShards into how many parts a step's samples fall, a power of two; gradients are
 *     summed in a fixed tree over them, so that the bits do not depend on the number of workers
 * @param maximumTokens longest sample in tokens
 * @param maximumGradientNorm gradients are scaled down to this norm
 * @param answerForm what the model learns to say
 * @param prompt the question's text, with {@code {situation}}, {@code {question}} and {@code
 *     {options}}; absent: the paper's
 * @param microBatchTokens how many tokens run through a layer at once
 * @param memoryBudgetBytes how much what backward needs of the micro-batches under way may take;
 *     beyond it layers are computed again; 0: chosen from the machine's memory
 * @param shuffledControl whether an adapter trained on shuffled answers is added; it changes
 *     nothing else, so a run can be continued with it
 */
public record TrainingConfig(
    int epochs,
    double learningRate,
    Schedule schedule,
    int warmupSteps,
    int batchSize,
    int logicalShards,
    int workers,
    int maximumTokens,
    double maximumGradientNorm,
    long seed,
    int checkpointEverySteps,
    AnswerForm answerForm,
    Optional<String> prompt,
    int microBatchTokens,
    long memoryBudgetBytes,
    boolean shuffledControl) {

  /** How the learning rate moves after the warm-up. */
  public enum Schedule {
    /** Down to zero at the last step. */
    LINEAR,
    CONSTANT
  }

  /** The target of a sample. */
  public enum AnswerForm {
    /** "B. Call the firemen": what the benchmark's scoring reads. */
    LETTER_AND_TEXT,
    /** "B". */
    LETTER
  }

  static TrainingConfig read(Section section) {
    Optional<String> prompt = PromptText.read(section, "prompt", Purpose.TRAINING);
    int workers = section.whole("workers", 1, Range.wholeOfAtLeast(1));
    if (workers > 1) {
      section.unavailable("workers", "1");
    }

    return new TrainingConfig(
        section.whole("epochs", 3, Range.wholeOfAtLeast(1)),
        section.number("learningRate", 2e-5, Range.POSITIVE),
        section.choice("schedule", Schedule.LINEAR),
        section.whole("warmupSteps", 0, Range.wholeOfAtLeast(0)),
        section.whole("batchSize", 64, Range.wholeOfAtLeast(1)),
        section.whole("logicalShards", 64, Range.powerOfTwo()),
        workers,
        section.whole("maximumTokens", 1024, Range.wholeOfAtLeast(1)),
        section.number("maximumGradientNorm", 1.0, Range.POSITIVE),
        section.wholeLong("seed", 42, Range.wholeOfAtLeast(0)),
        section.whole("checkpointEverySteps", 50, Range.wholeOfAtLeast(1)),
        section.choice("answerForm", AnswerForm.LETTER_AND_TEXT),
        prompt,
        section.whole("microBatchTokens", 4096, Range.wholeOfAtLeast(1)),
        section.wholeLong("memoryBudgetBytes", 0, Range.wholeOfAtLeast(0)),
        section.addition("shuffledControl"));
  }
}
