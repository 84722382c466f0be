package org.wordsight.config;

import static org.wordsight.config.KeyKind.ADDITION;
import static org.wordsight.config.KeyKind.COMPUTATION;
import static org.wordsight.config.KeyKind.RESULT;

import java.io.Serializable;
import java.util.Optional;
import org.wordsight.prompt.PromptTemplate.Purpose;

/**
 * The settings of training. Settings that the paper does not give are those of Hugging Face's
 * Trainer.
 *
 * @param shuffledControl whether an adapter trained on shuffled answers is added; it changes
 *     nothing else, so a run can be continued with it
 */
public record TrainingConfig(
    Steps steps, Text text, Choice choice, Computation computation, boolean shuffledControl) {
  public static final Range LEARNING_RATE = Range.between(0, 1);
  public static final Range GRADIENT_NORM = Range.number(0.000001, 1_000_000_000);
  public static final Range EPOCHS = Range.whole(1, 1000);
  public static final Range WARMUP_STEPS = Range.whole(0, 1_000_000_000);
  public static final Range BATCH_SIZE = Range.whole(1, 1_000_000);
  public static final Range LOGICAL_SHARDS = Range.powerOfTwo(4096);
  public static final Range MICRO_BATCH_TOKENS = Range.whole(1, 1_000_000);

  /**
   * The optimiser's steps.
   *
   * @param logicalShards the parts of a step's samples, a power of two. Gradients are summed in a
   *     fixed tree over the shards, so that the bits do not depend on the number of workers
   * @param microBatchTokens tokens of a shard that run through a layer at once. The number decides
   *     which samples' gradients are summed inside a product, and so the last bits
   * @param maximumGradientNorm gradients are scaled down to this norm
   * @param gradientPrecision the precision to which each shard's gradient is rounded before it is
   *     summed
   */
  public record Steps(
      int epochs,
      double learningRate,
      Schedule schedule,
      int warmupSteps,
      int batchSize,
      int logicalShards,
      int microBatchTokens,
      double maximumGradientNorm,
      GradientPrecision gradientPrecision,
      long seed) {}

  /**
   * The student's texts.
   *
   * @param maximumTokens longest sample in tokens
   * @param answerForm the form of the answers that the model learns
   * @param prompt the question's text, with {@code {situation}}, {@code {question}} and {@code
   *     {options}}; absent for the paper's
   */
  public record Text(int maximumTokens, AnswerForm answerForm, Optional<String> prompt) {}

  /**
   * Which of the states after an epoch becomes the adapter. Both settings need validation samples.
   *
   * @param keepBest whether the adapter is the one with the lowest validation loss after an epoch,
   *     and not the last one
   * @param stopEarlyEpochs training ends after so many epochs in a row without a lower validation
   *     loss; with 0 it never ends early
   */
  public record Choice(boolean keepBest, int stopEarlyEpochs) {}

  /**
   * Settings that change no bit of the result.
   *
   * @param workers processes that train one adapter together, each on a device of its own
   * @param workerTimeoutSeconds a worker that sends nothing for so long counts as lost
   * @param replacementSeconds the time for which a lost worker's replacement is awaited before the
   *     others go on alone
   * @param shardOptimizer whether each worker updates one share of the adapter, and holds only this
   *     share of the optimiser's state
   * @param checkpointEverySteps the most steps that are lost in a crash
   * @param memoryBudgetBytes memory for the values that backward needs of the current
   *     micro-batches, and for copies of weights. Beyond this budget, both are made again. 0 takes
   *     what the device allows
   */
  public record Computation(
      int workers,
      int workerTimeoutSeconds,
      int replacementSeconds,
      boolean shardOptimizer,
      int checkpointEverySteps,
      long memoryBudgetBytes)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The change of the learning rate after the warm-up. */
  public enum Schedule {
    /** Falls to zero after the last step. */
    LINEAR,
    CONSTANT
  }

  /** The precision of a shard's gradient. Sums are float32. */
  public enum GradientPrecision {
    FLOAT32,
    BFLOAT16
  }

  /** The target of a sample. */
  public enum AnswerForm {
    /** "B. Call the firemen", as the benchmark's scoring reads it. */
    LETTER_AND_TEXT,
    /** "B". */
    LETTER
  }

  static TrainingConfig read(Section section) {
    Steps steps = steps(section);
    return new TrainingConfig(
        steps,
        new Text(
            section.whole(RESULT, "maximumTokens", 1024, Range.whole(1, 1_000_000)),
            section.choice(RESULT, "answerForm", AnswerForm.LETTER_AND_TEXT),
            PromptText.read(section, "prompt", Purpose.TRAINING)),
        new Choice(
            section.yesOrNo(RESULT, "keepBest"),
            section.whole(RESULT, "stopEarlyEpochs", 0, Range.whole(0, 1000))),
        computation(section, steps.logicalShards()),
        section.yesOrNo(ADDITION, "shuffledControl"));
  }

  private static Steps steps(Section section) {
    return new Steps(
        section.whole(RESULT, "epochs", 3, EPOCHS),
        section.number(RESULT, "learningRate", 2e-5, LEARNING_RATE),
        section.choice(RESULT, "schedule", Schedule.LINEAR),
        section.whole(RESULT, "warmupSteps", 0, WARMUP_STEPS),
        section.whole(RESULT, "batchSize", 64, BATCH_SIZE),
        section.whole(RESULT, "logicalShards", 8, LOGICAL_SHARDS),
        section.whole(RESULT, "microBatchTokens", 4096, MICRO_BATCH_TOKENS),
        section.number(RESULT, "maximumGradientNorm", 1.0, GRADIENT_NORM),
        section.choice(RESULT, "gradientPrecision", GradientPrecision.FLOAT32),
        section.wholeLong(RESULT, "seed", 42, Range.seed()));
  }

  private static Computation computation(Section section, int logicalShards) {
    int workers = section.whole(COMPUTATION, "workers", 1, Range.whole(1, 1024));
    if (workers > logicalShards) {
      section.problem(
          "workers",
          "a whole number of at least 1 and at most training.logicalShards ("
              + logicalShards
              + "), since each takes whole shards");
    }

    return new Computation(
        workers,
        section.whole(COMPUTATION, "workerTimeoutSeconds", 120, Range.whole(1, 86_400)),
        section.whole(COMPUTATION, "replacementSeconds", 60, Range.whole(0, 86_400)),
        section.yesOrNo(COMPUTATION, "shardOptimizer"),
        section.whole(COMPUTATION, "checkpointEverySteps", 50, Range.whole(1, 1_000_000_000)),
        section.wholeLong(COMPUTATION, "memoryBudgetBytes", 0, Range.whole(0, 1L << 60)));
  }
}
