package org.wordsight.train;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.Adapter;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Trains one adapter step by step, from its initial state or from the newest checkpoint. Both give
 * the same bits.
 */
public final class Trainer {
  private final TrainingSettings settings;
  private final BatchPlan plan;
  private final List<TrainingExample> validation;
  private final Adapter initial;
  private final CheckpointStore checkpoints;
  private final int checkpointEverySteps;
  private final StepLog log;
  private final EpochChoice choice;
  private final LearningRate rate;

  /**
   * The last state becomes the adapter.
   *
   * @param validation samples whose loss is measured after each epoch; may be empty
   * @param initial the adapter to begin with; it is not changed
   * @param log of this run alone; the caller closes it
   */
  public Trainer(
      TrainingSettings settings,
      BatchPlan plan,
      List<TrainingExample> validation,
      Adapter initial,
      CheckpointStore checkpoints,
      int checkpointEverySteps,
      StepLog log) {
    this(
        settings,
        plan,
        validation,
        initial,
        checkpoints,
        checkpointEverySteps,
        log,
        EpochChoice.LAST);
  }

  /**
   * The same, with a choice of the state that becomes the adapter.
   */
  public Trainer(
      TrainingSettings settings,
      BatchPlan plan,
      List<TrainingExample> validation,
      Adapter initial,
      CheckpointStore checkpoints,
      int checkpointEverySteps,
      StepLog log,
      EpochChoice choice) {
    this.settings = settings;
    this.plan = plan;
    this.validation = List.copyOf(validation);
    this.initial = initial;
    this.checkpoints = checkpoints;
    this.checkpointEverySteps = checkpointEverySteps;
    this.log = log;
    this.choice = choice;
    this.rate =
        new LearningRate(
            settings.schedule(), settings.learningRate(), settings.warmupSteps(), plan.steps());
  }

  /**
   * @param adapter as {@link EpochChoice} has chosen it
   * @param steps optimiser steps taken
   * @param keptStep the step after which the adapter was taken
   * @param validationLoss of the kept step, where it ends an epoch
   */
  public record Result(
      Adapter adapter, int steps, int keptStep, Optional<Double> validationLoss) {}

  /**
   * Trains to the end on the decoder's device.
   *
   * @param memoryBudgetBytes memory for what backward needs; 0 takes a quarter of the machine's
   *     memory on a CPU, and most of what is free on a GPU
   * @throws WordsightException if a loss or gradient is not a finite number; it names step and
   *     samples
   */
  public Result run(Decoder decoder, long memoryBudgetBytes) {
    try (Vectors vectors = new Vectors(decoder.backend());
        ShardGradients gradients = gradients(decoder, vectors, memoryBudgetBytes)) {
      return run(gradients, vectors);
    }
  }

  /**
   * The gradient of the first step with the initial adapter, before clipping. The state does not
   * change.
   */
  public float[] firstGradient(Decoder decoder) {
    try (Vectors vectors = new Vectors(decoder.backend());
        ShardGradients gradients = gradients(decoder, vectors, 0);
        Reduction reduction = reduction(gradients, vectors);
        AdapterState state = AdapterState.initial(vectors, FloatBuffer.wrap(initial.values()))) {
      reduction.use(state.parameters());
      return reduction.reduce(plan.step(0)).gradient_P().toFloats();
    }
  }

  private ShardGradients gradients(Decoder decoder, Vectors vectors, long memoryBudgetBytes) {
    return new DecoderGradients(
        decoder,
        vectors,
        initial.layout(),
        initial.scale(),
        settings,
        plan.longestPass(),
        memoryBudgetBytes);
  }

  private Reduction reduction(ShardGradients gradients, Vectors vectors) {
    return new LocalReduction(
        plan, settings.microBatchTokens(), gradients, vectors, initial.layout().size());
  }

  Result run(ShardGradients gradients, Vectors vectors) {
    Optional<TrainingState> saved = checkpoints.newest();
    try (AdapterState state = begun(vectors, saved);
        Reduction reduction = reduction(gradients, vectors);
        StepRecorder recorder = new StepRecorder(plan, initial.layout(), log, checkpoints)) {
      reduction.use(state.parameters());
      int step = saved.map(TrainingState::stepsDone).orElse(0);
      SortedMap<Integer, Double> losses = new TreeMap<>(log.validationLosses().headMap(step + 1));
      while (step < plan.steps() && !choice.ends(losses)) {
        step(plan.step(step), state, reduction, recorder, losses);
        step++;
      }
      recorder.finish();
      return result(state, step, losses);
    }
  }

  private Result result(AdapterState state, int steps, SortedMap<Integer, Double> losses) {
    int kept = choice.keptStep(losses, steps);
    float[] parameters =
        kept == steps ? state.parameters().toFloats() : checkpoints.best(kept);
    return new Result(
        new Adapter(initial.layout(), initial.alpha(), parameters),
        steps,
        kept,
        Optional.ofNullable(losses.get(kept)));
  }

  private AdapterState begun(Vectors vectors, Optional<TrainingState> saved) {
    return saved
        .map(state -> AdapterState.of(vectors, state))
        .orElseGet(() -> AdapterState.initial(vectors, FloatBuffer.wrap(initial.values())));
  }

  /**
   * One step. Its record, and a checkpoint where one is due, are made while the next step is
   * computed.
   */
  private void step(
      BatchPlan.Step step,
      AdapterState state,
      Reduction reduction,
      StepRecorder recorder,
      SortedMap<Integer, Double> losses) {
    long started = System.nanoTime();
    int number = step.index() + 1;
    double learningRate = rate.at(step.index());
    boolean saves = number % checkpointEverySteps == 0 || number == plan.steps();
    Reduction.Reduced reduced = reduction.reduce(step);
    recorder.finish();
    Scope own = state.scope();
    Tensor norm =
        state.update(
            own, reduced.gradient_P(), settings.maximumGradientNorm(), learningRate, number);
    reduction.release(reduced);
    reduction.use(state.parameters());
    state.copyToHost(saves);

    CompletableFuture<Optional<StepRecorder.Validation>> measured = new CompletableFuture<>();
    recorder.start(
        new StepRecorder.Finished(
            step, reduced, norm, own, learningRate, measured, started, saves),
        state);
    try {
      measured.complete(endsEpoch(step) ? validated(number, reduction, losses) : Optional.empty());
    } catch (Throwable e) {
      // The recorder waits for it.
      measured.completeExceptionally(e);
      throw e;
    }
  }

  private Optional<StepRecorder.Validation> validated(
      int number, Reduction reduction, SortedMap<Integer, Double> losses) {
    if (validation.isEmpty()) {
      return Optional.empty();
    }
    double loss = reduction.loss(validation);
    losses.put(number, loss);
    boolean best = choice.keepBest() && EpochChoice.best(losses) == number;
    return Optional.of(new StepRecorder.Validation(loss, best));
  }

  private boolean endsEpoch(BatchPlan.Step step) {
    return (step.index() + 1) % plan.stepsPerEpoch() == 0;
  }
}
