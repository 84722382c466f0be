package org.wordsight.train;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.wordsight.error.WordsightException;
import org.wordsight.exchange.Gang;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterStart;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Trains one adapter step by step, from its initial state or from the newest checkpoint. Both ways
 * give the same bits.
 */
public final class Trainer {
  private final TrainingSettings settings;
  private final BatchPlan plan;
  private final List<TrainingExample> validation;
  private final AdapterStart initial;
  private final CheckpointStore checkpoints;
  private final int checkpointEverySteps;
  private final StepJournal journal;
  private final EpochChoice choice;
  private final LearningRate rate;

  /**
   * A trainer whose last state becomes the adapter.
   *
   * @param validation samples whose loss is measured after each epoch; may be empty
   * @param initial the adapter to begin with; it is not changed
   * @param checkpoints of this run alone; in a gang, only the worker of rank 0 saves checkpoints
   * @param journal of this run alone; in a gang, only the worker of rank 0 keeps records
   */
  public Trainer(
      TrainingSettings settings,
      BatchPlan plan,
      List<TrainingExample> validation,
      AdapterStart initial,
      CheckpointStore checkpoints,
      int checkpointEverySteps,
      StepJournal journal) {
    this(
        settings,
        plan,
        validation,
        initial,
        checkpoints,
        checkpointEverySteps,
        journal,
        EpochChoice.LAST);
  }

  /** The same, with a choice of the state that becomes the adapter. */
  public Trainer(
      TrainingSettings settings,
      BatchPlan plan,
      List<TrainingExample> validation,
      AdapterStart initial,
      CheckpointStore checkpoints,
      int checkpointEverySteps,
      StepJournal journal,
      EpochChoice choice) {
    this.settings = settings;
    this.plan = plan;
    this.validation = List.copyOf(validation);
    this.initial = initial;
    this.checkpoints = checkpoints;
    this.checkpointEverySteps = checkpointEverySteps;
    this.journal = journal;
    this.choice = choice;
    this.rate =
        new LearningRate(
            settings.schedule(), settings.learningRate(), settings.warmupSteps(), plan.steps());
  }

  /**
   * @param adapter the adapter that {@link EpochChoice} has chosen
   * @param steps optimiser steps taken
   * @param keptStep the step after which the adapter was taken
   * @param validationLoss after that step, if it ends an epoch
   */
  public record Result(Adapter adapter, int steps, int keptStep, Optional<Double> validationLoss) {}

  /**
   * Trains to the end on the decoder's device.
   *
   * @param memoryBudgetBytes memory for the values that backward needs. 0 takes a quarter of the
   *     machine's memory on a CPU, and most of the free memory on a GPU
   * @throws WordsightException if a loss or gradient is not a finite number; the message names step
   *     and samples
   */
  public Result run(Decoder decoder, long memoryBudgetBytes) {
    try (HeldState held = new HeldState();
        ShardGradients gradients =
            gradients(decoder, held.vectors(decoder.backend()), memoryBudgetBytes)) {
      return run(gradients, held, held.vectors(decoder.backend()));
    }
  }

  /**
   * Trains to the end together with other workers, which call this too. The result has the bits of
   * one worker alone. The gang is closed afterwards, and the held state stays.
   *
   * @param memoryBudgetBytes as above, of this worker
   * @throws org.wordsight.exchange.LostWorkerException if another worker is lost: a new gang goes
   *     on from the held state
   * @throws WordsightException as above, and if another worker would compute another training
   */
  public Result run(Decoder decoder, long memoryBudgetBytes, GangLink link) {
    Vectors vectors = link.held().vectors(decoder.backend());
    try (Gang gang = link.gang();
        ShardGradients gradients = gradients(decoder, vectors, memoryBudgetBytes)) {
      return run(gradients, link, vectors);
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
        AdapterState state = initialState(vectors)) {
      reduction.use(state.parameters());
      Reduction.Reduced reduced = reduction.reduce(plan.step(0));
      reduced.awaitLoss();
      return reduced.gradient_P().toFloats();
    }
  }

  private ShardGradients gradients(Decoder decoder, Vectors vectors, long memoryBudgetBytes) {
    return new DecoderGradients(
        decoder, vectors, initial.layout(), initial.scale(), settings, plan, memoryBudgetBytes);
  }

  private Reduction reduction(ShardGradients gradients, Vectors vectors) {
    return new LocalReduction(plan, settings, gradients, vectors, initial.layout().size());
  }

  Result run(ShardGradients gradients, HeldState held, Vectors vectors) {
    Optional<TrainingState> saved = checkpoints.newest();
    TrainingMachine machine = TrainingMachine.here(vectors.backend(), settings.logicalShards());
    held.replace(
        saved.map(state -> AdapterState.of(vectors, state)).orElseGet(() -> initialState(vectors)),
        saved.map(TrainingState::stepsDone).orElse(0));
    try (Reduction reduction = reduction(gradients, vectors);
        StepRecorder recorder =
            recorder(held, Optional.empty(), vectors.backend(), machine.text())) {
      reduction.use(held.state().parameters());
      return steps(held, reduction, recorder, earlierLosses(held));
    }
  }

  Result run(ShardGradients gradients, GangLink link, Vectors vectors) {
    HeldState held = link.held();
    try (GangReduction reduction =
            new GangReduction(
                plan,
                settings,
                gradients,
                vectors,
                link.gang(),
                initial.layout().size(),
                link.threadsOfAnOperation(),
                !link.shardOptimizer());
        StepRecorder recorder =
            recorder(
                held,
                Optional.of(link.gang()),
                vectors.backend(),
                link.fingerprint().machineText())) {
      CommonStart start = new CommonStart(link, vectors);
      start.requireSameWork();
      start.agree(initial, checkpoints);
      if (link.shardOptimizer()) {
        held.state().share(link.gang(), reduction.exchange());
      }
      reduction.use(held.state().parameters());
      SortedMap<Integer, Double> losses = earlierLosses(held);
      start
          .unrecorded(journal)
          .ifPresent(facts -> recordLate(facts, held.state(), reduction, recorder, losses));
      Result result = steps(held, reduction, recorder, losses);
      link.gang().barrier();
      return result;
    } finally {
      if (link.shardOptimizer()) {
        held.drop(); // The moments are not whole.
      }
    }
  }

  /** The validation losses up to the state with which training begins. */
  private SortedMap<Integer, Double> earlierLosses(HeldState held) {
    return new TreeMap<>(journal.validationLosses().headMap(held.stepsDone().orElseThrow() + 1));
  }

  /** Records a step of an earlier attempt. Its validation loss is measured again. */
  private void recordLate(
      StepRecord facts,
      AdapterState state,
      Reduction reduction,
      StepRecorder recorder,
      SortedMap<Integer, Double> losses) {
    HostCopy parameters = state.copyToHost(false, 0);
    recorder.recordLate(facts, parameters, validated(facts.step(), reduction, losses));
  }

  private StepRecorder recorder(
      HeldState held, Optional<Gang> gang, Backend backend, String machine) {
    return new StepRecorder(
        plan,
        initial.layout(),
        journal,
        checkpoints,
        held,
        gang,
        backend.sharesMemoryWithHost(),
        machine);
  }

  private AdapterState initialState(Vectors vectors) {
    return AdapterState.initial(vectors, initial.layout().size(), initial::read);
  }

  private Result steps(
      HeldState held,
      Reduction reduction,
      StepRecorder recorder,
      SortedMap<Integer, Double> losses) {
    int done = held.stepsDone().orElseThrow();
    while (done < plan.steps() && !choice.ends(losses)) {
      step(plan.step(done), held, reduction, recorder, losses);
      done++;
    }
    recorder.finish();
    int kept = choice.keptStep(losses, done);
    float[] parameters = kept == done ? held.state().parameterValues() : checkpoints.best(kept);
    return new Result(
        new Adapter(initial.layout(), initial.alpha(), parameters),
        done,
        kept,
        Optional.ofNullable(losses.get(kept)));
  }

  /**
   * Computes one step. Its record, and a checkpoint if one is due, are made while the next steps
   * are computed.
   */
  private void step(
      BatchPlan.Step step,
      HeldState held,
      Reduction reduction,
      StepRecorder recorder,
      SortedMap<Integer, Double> losses) {
    long started = System.nanoTime();
    int number = step.index() + 1;
    double learningRate = rate.at(step.index());
    boolean saves = number % checkpointEverySteps == 0 || number == plan.steps();
    Reduction.Reduced reduced = reduction.reduce(step);
    recorder.awaitRoom(saves);
    AdapterState state = held.state();
    Scope own = state.scope();
    held.beginStep();
    Tensor norm =
        state.update(
            own, reduced.gradient_P(), settings.maximumGradientNorm(), learningRate, number);
    held.endStep(number);
    reduction.release(reduced);
    reduction.use(state.parameters());
    HostCopy parameters = state.copyToHost(saves, recorder.place(step));

    CompletableFuture<Optional<FinishedStep.Validation>> measured = new CompletableFuture<>();
    recorder.start(
        new FinishedStep(
            step,
            reduced,
            state.pending(own, norm),
            parameters,
            own,
            learningRate,
            measured,
            started,
            saves));
    try {
      measured.complete(validated(number, reduction, losses));
    } catch (Throwable e) {
      // The recorder waits for this loss.
      measured.completeExceptionally(e);
      throw e;
    }
  }

  /** The validation loss after a step that ends an epoch. */
  private Optional<FinishedStep.Validation> validated(
      int number, Reduction reduction, SortedMap<Integer, Double> losses) {
    if (validation.isEmpty() || number % plan.stepsPerEpoch() != 0) {
      return Optional.empty();
    }
    double loss = reduction.loss(validation);
    losses.put(number, loss);
    boolean best = choice.keepBest() && EpochChoice.best(losses) == number;
    return Optional.of(new FinishedStep.Validation(loss, best));
  }
}
