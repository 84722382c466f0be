package org.wordsight.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Workers;

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
  }

  /**
   * @param adapter after the last step
   * @param validationLoss after the last epoch
   */
  public record Result(Adapter adapter, int steps, Optional<Double> validationLoss) {}

  /**
   * Trains to the end on the decoder's device.
   *
   * @param memoryBudgetBytes memory for what backward needs; 0 takes a share of the machine's
   *     memory
   * @throws WordsightException if a loss or gradient is not a finite number; it names step and
   *     samples
   */
  public Result run(Decoder decoder, long memoryBudgetBytes) {
    try (ShardGradients gradients = gradients(decoder, memoryBudgetBytes)) {
      return run(gradients);
    }
  }

  /**
   * The gradient of the first step with the initial adapter, before clipping. The state does not
   * change.
   */
  public float[] firstGradient(Decoder decoder) {
    try (ShardGradients gradients = gradients(decoder, 0);
        Workers workers = new Workers(gradients.sideBySide())) {
      Loop loop = new Loop(gradients, workers, begin());
      loop.sumShards(plan.step(0));
      return loop.tree.total();
    }
  }

  private ShardGradients gradients(Decoder decoder, long memoryBudgetBytes) {
    return new DecoderGradients(
        decoder, initial.layout(), initial.scale(), settings, memoryBudgetBytes);
  }

  Result run(ShardGradients gradients) {
    TrainingState state = checkpoints.newest().orElseGet(this::begin);
    try (Workers workers = new Workers(gradients.sideBySide())) {
      Loop loop = new Loop(gradients, workers, state);
      for (int index = state.stepsDone(); index < plan.steps(); index++) {
        loop.step(plan.step(index));
      }
      loop.finishRecord();
      return new Result(loop.adapter, plan.steps(), lastValidationLoss());
    }
  }

  private TrainingState begin() {
    int size = initial.layout().size();
    return new TrainingState(0, initial.values().clone(), new float[size], new float[size]);
  }

  private Optional<Double> lastValidationLoss() {
    List<StepRecord> records = ledger.records();
    return records.isEmpty() ? Optional.empty() : records.get(records.size() - 1).validationLoss();
  }

  /** The state that changes with each step. */
  private final class Loop {
    private final ShardGradients gradients;
    private final Workers workers;
    private final Adapter adapter;
    private final AdamW optimizer;
    private final TreeSum tree;
    private final LearningRate rate;
    private Optional<Unrecorded> unrecorded = Optional.empty();

    Loop(ShardGradients gradients, Workers workers, TrainingState state) {
      this.gradients = gradients;
      this.workers = workers;
      this.adapter = new Adapter(initial.layout(), initial.alpha(), state.parameters());
      this.optimizer = new AdamW(state.firstMoments(), state.secondMoments());
      this.tree = new TreeSum(initial.layout().size());
      this.rate =
          new LearningRate(
              settings.schedule(), settings.learningRate(), settings.warmupSteps(), plan.steps());
      gradients.use(adapter.values());
    }

    void step(BatchPlan.Step step) {
      long started = System.nanoTime();
      double loss = sumShards(step);
      float[] gradient = tree.total();
      double norm = GradientNorm.of(gradient);
      requireFinite(step, norm);
      // The hash of the previous step was computed during this step's forward pass.
      finishRecord();
      GradientNorm.clip(gradient, norm, settings.maximumGradientNorm());
      optimizer.update(adapter.values(), gradient, rate.at(step.index()), step.index() + 1);
      tree.release(gradient);
      gradients.use(adapter.values());
      double seconds = (System.nanoTime() - started) / 1e9;

      Optional<Double> validationLoss = endsEpoch(step) ? validate() : Optional.empty();
      CompletableFuture<String> hash =
          CompletableFuture.supplyAsync(() -> PeftFolder.sha256(adapter, KeyLayout.NEW));
      unrecorded = Optional.of(new Unrecorded(step, loss, norm, seconds, validationLoss, hash));
      if ((step.index() + 1) % checkpointEverySteps == 0 || step.index() + 1 == plan.steps()) {
        finishRecord();
        save(step.index() + 1);
      }
    }

    /**
     * Leaves the sum of the shards' gradients in the tree and returns the step's loss. Shards are
     * added in their order, whichever ends first.
     */
    private double sumShards(BatchPlan.Step step) {
      double[] sums = new double[step.shards().size()];
      Deque<Started> running = new ArrayDeque<>();
      int next = 0;
      for (int shard = 0; shard < sums.length; shard++) {
        while (next < sums.length && running.size() < workers.count()) {
          running.add(start(step, next++));
        }
        Started first = running.remove();
        ShardGradients.ShardLoss loss = Workers.result(first.loss());
        requireFinite(step, loss);
        tree.add(first.gradient());
        sums[shard] = loss.sum();
      }
      for (int width = 1; width < sums.length; width *= 2) {
        for (int i = 0; i < sums.length; i += 2 * width) {
          sums[i] += sums[i + width];
        }
      }
      return sums[0] / step.targets();
    }

    private Started start(BatchPlan.Step step, int shard) {
      float[] gradient = tree.vector();
      return new Started(gradient, workers.start(() -> gradients.add(plan, step, shard, gradient)));
    }

    private Optional<Double> validate() {
      if (validation.isEmpty()) {
        return Optional.empty();
      }
      List<Integer> all = IntStream.range(0, validation.size()).boxed().toList();
      List<Future<ShardGradients.ShardLoss>> losses = new ArrayList<>();
      for (BatchPlan.MicroBatch batch :
          BatchPlan.microBatches(validation, all, settings.microBatchTokens())) {
        losses.add(workers.start(() -> gradients.loss(validation, batch)));
      }
      double sum = 0;
      for (Future<ShardGradients.ShardLoss> loss : losses) {
        sum += Workers.result(loss).sum();
      }
      double mean = sum / validation.stream().mapToLong(TrainingExample::targets).sum();
      return Optional.of(mean);
    }

    void finishRecord() {
      unrecorded.ifPresent(
          done -> {
            BatchPlan.Step step = done.step();
            int number = step.index() + 1;
            ledger.append(
                new StepRecord(
                    number,
                    step.epoch() + 1,
                    done.loss(),
                    done.norm(),
                    rate.at(step.index()),
                    step.targets(),
                    ids(step.samples()),
                    done.seconds(),
                    ledger.nextAttempt(number),
                    done.hash().join(),
                    done.validationLoss()));
          });
      unrecorded = Optional.empty();
    }

    private void save(int stepsDone) {
      ledger.force();
      checkpoints.save(
          new TrainingState(
              stepsDone, adapter.values(), optimizer.firstMoments(), optimizer.secondMoments()));
    }
  }

  /** A shard that is being computed. */
  private record Started(float[] gradient, Future<ShardGradients.ShardLoss> loss) {}

  /** A finished step whose adapter hash is still being computed. */
  private record Unrecorded(
      BatchPlan.Step step,
      double loss,
      double norm,
      double seconds,
      Optional<Double> validationLoss,
      CompletableFuture<String> hash) {}

  private boolean endsEpoch(BatchPlan.Step step) {
    return (step.index() + 1) % plan.stepsPerEpoch() == 0;
  }

  private List<String> ids(List<Integer> samples) {
    return samples.stream().map(i -> plan.examples().get(i).id()).toList();
  }

  private void requireFinite(BatchPlan.Step step, ShardGradients.ShardLoss loss) {
    if (!loss.notFinite().isEmpty()) {
      throw diverged(step, "the loss of samples " + ids(loss.notFinite()) + " is not finite");
    }
  }

  private void requireFinite(BatchPlan.Step step, double norm) {
    if (!Double.isFinite(norm)) {
      throw diverged(step, "the gradient of samples " + ids(step.samples()) + " is not finite");
    }
  }

  private static WordsightException diverged(BatchPlan.Step step, String problem) {
    return WordsightException.input(
        "Cannot train on: in step "
            + (step.index() + 1)
            + " "
            + problem
            + ". Nothing is exported. Check these samples and the checkpoint, or lower"
            + " training.learningRate.");
  }
}
