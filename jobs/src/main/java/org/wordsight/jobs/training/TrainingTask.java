package org.wordsight.jobs.training;

import java.io.Serializable;
import java.util.Optional;
import java.util.TreeMap;
import org.wordsight.config.LoraConfig;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TrainingConfig;
import org.wordsight.train.EpochChoice;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StepText;
import org.wordsight.train.TrainingSettings;

/**
 * The task of the workers of one attempt. It names the file of the samples, which workers read
 * themselves.
 *
 * @param name of the training, for messages
 * @param training unique for each training of a driver
 * @param computation the settings of the run file that decide no bit
 * @param samples the name of the file with the samples
 */
public record TrainingTask(
    String name,
    String training,
    ModelConfig student,
    Lora lora,
    TrainingSettings settings,
    EpochChoice choice,
    TrainingConfig.Computation computation,
    String samples,
    Attempt attempt,
    Place place)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * One attempt at the training, with the facts that earlier attempts leave.
   *
   * @param number from 1; 0 before the first attempt
   * @param workers the number of workers; the first attempt has as many as the run file wants
   * @param gang whether the training has or had more than one worker
   * @param threadsOfAnOperation of an earlier attempt; 0 for the first attempt
   * @param lastRecord of the highest recorded step, as {@link org.wordsight.train.StepText} writes
   *     it; empty if there is none
   * @param validationLosses the recorded losses, by step
   */
  public record Attempt(
      int number,
      int workers,
      boolean gang,
      int threadsOfAnOperation,
      String lastRecord,
      TreeMap<Integer, Double> validationLosses)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Stands for the attempt of a training that has not begun. */
    static Attempt none(int workers) {
      return new Attempt(0, workers, workers > 1, 0, "", new TreeMap<>());
    }
  }

  /** The size of the adapter. */
  public record Lora(int rank, double alpha, double dropout) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Lora of(LoraConfig config) {
      return new Lora(config.rank(), config.alpha(), config.dropout());
    }
  }

  /**
   * Folders of the warehouse.
   *
   * @param work checkpoints, step records and samples
   * @param adapter the finished adapter; nothing reads it before the run's tables name it
   */
  public record Place(String warehouse, String work, String adapter) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The folder of the step records. */
    public String steps() {
      return work + "/steps";
    }

    String checkpoints() {
      return work + "/checkpoints";
    }

    String samples() {
      return work + "/samples";
    }

    /** The file with the workers' agreement. */
    String meeting() {
      return work + "/workers.json";
    }
  }

  /** The task before its first attempt. */
  static TrainingTask of(
      RunConfig config, String name, String training, TrainingSettings settings, Place place) {
    TrainingConfig.Computation computation = config.training().computation();
    TrainingConfig.Choice choice = config.training().choice();
    return new TrainingTask(
        name,
        training,
        config.models().student(),
        Lora.of(config.lora()),
        settings,
        new EpochChoice(choice.keepBest(), choice.stopEarlyEpochs()),
        computation,
        "",
        Attempt.none(computation.workers()),
        place);
  }

  /** The settings of a run file that decide a training's numbers. */
  public static TrainingSettings settings(RunConfig config) {
    TrainingConfig.Steps steps = config.training().steps();
    return new TrainingSettings(
        steps.epochs(),
        steps.learningRate(),
        steps.schedule(),
        steps.warmupSteps(),
        steps.batchSize(),
        steps.logicalShards(),
        steps.microBatchTokens(),
        steps.maximumGradientNorm(),
        config.lora().dropout(),
        steps.gradientPrecision(),
        steps.seed());
  }

  /** The task with the name of its samples' file. */
  TrainingTask withSamples(String file) {
    return changed(file, attempt);
  }

  /**
   * The task of an attempt.
   *
   * @param meeting the agreement of earlier workers
   */
  TrainingTask withAttempt(
      int number, int count, Optional<WorkerMessage.Meeting> meeting, StepLedger ledger) {
    return changed(
        samples,
        new Attempt(
            number,
            count,
            attempt.gang() || meeting.isPresent(),
            meeting.map(WorkerMessage.Meeting::threadsOfAnOperation).orElse(0),
            ledger.last().map(StepText::of).orElse(""),
            new TreeMap<>(ledger.validationLosses())));
  }

  private TrainingTask changed(String newSamples, Attempt newAttempt) {
    return new TrainingTask(
        name,
        training,
        student,
        lora,
        settings,
        choice,
        computation,
        newSamples,
        newAttempt,
        place);
  }
}
