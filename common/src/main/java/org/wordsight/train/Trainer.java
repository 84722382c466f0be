package org.wordsight.train;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
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
  private final StepLedger ledger;
  private final LearningRate rate;

  /**
   * @param validation samples whose loss is measured after each epoch; may be empty
   * @param initial the adapter to begin with; it is not changed
   * @param ledger the ledger of this run alone; the caller closes it
   */
  public Trainer(
      TrainingSettings settings,
      BatchPlan plan,
      List<TrainingExample> validation,
      Adapter initial,
      CheckpointStore checkpoints,
      int checkpointEverySteps,
      StepLedger ledger) {
    this.settings = settings;
    this.plan = plan;
    this.validation = List.copyOf(validation);
    this.initial = initial;
    this.checkpoints = checkpoints;
    this.checkpointEverySteps = checkpointEverySteps;
    this.ledger = ledger;
    this.rate =
        new LearningRate(
            settings.schedule(), settings.learningRate(), settings.warmupSteps(), plan.steps());
  }

  /**
   * @param adapter after the last step
   * @param validationLoss after the last epoch
   */
  public record Result(Adapter adapter, int steps, Optional<Double> validationLoss) {}

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
    TrainingMachine machine = TrainingMachine.here(vectors.backend(), settings.logicalShards());
    try (AdapterState state = begun(vectors, saved);
        Reduction reduction = reduction(gradients, vectors);
        StepRecorder recorder =
            new StepRecorder(plan, initial.layout(), ledger, checkpoints, machine)) {
      reduction.use(state.parameters());
      for (int step = saved.map(TrainingState::stepsDone).orElse(0); step < plan.steps(); step++) {
        step(plan.step(step), state, reduction, recorder);
      }
      recorder.finish();
      Adapter adapter =
          new Adapter(initial.layout(), initial.alpha(), state.parameters().toFloats());
      return new Result(adapter, plan.steps(), lastValidationLoss());
    }
  }

  private AdapterState begun(Vectors vectors, Optional<TrainingState> saved) {
    return saved
        .map(state -> AdapterState.of(vectors, state))
        .orElseGet(() -> AdapterState.initial(vectors, FloatBuffer.wrap(initial.values())));
  }

  private Optional<Double> lastValidationLoss() {
    List<StepRecord> records = ledger.records();
    return records.isEmpty() ? Optional.empty() : records.get(records.size() - 1).validationLoss();
  }

  /**
   * One step. Its record, and a checkpoint where one is due, are made while the next step is
   * computed.
   */
  private void step(
      BatchPlan.Step step, AdapterState state, Reduction reduction, StepRecorder recorder) {
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

    CompletableFuture<Optional<Double>> validationLoss = new CompletableFuture<>();
    recorder.start(
        new StepRecorder.Finished(
            step, reduced, norm, own, learningRate, validationLoss, started, saves),
        state);
    try {
      validationLoss.complete(endsEpoch(step) ? validated(reduction) : Optional.empty());
    } catch (Throwable e) {
      // The recorder waits for it.
      validationLoss.completeExceptionally(e);
      throw e;
    }
  }

  private Optional<Double> validated(Reduction reduction) {
    return validation.isEmpty() ? Optional.empty() : Optional.of(reduction.loss(validation));
  }

  private boolean endsEpoch(BatchPlan.Step step) {
    return (step.index() + 1) % plan.stepsPerEpoch() == 0;
  }
}
