package org.wordsight.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.Workers;

/** Computes all shards on one device. */
final class LocalReduction implements Reduction {
  private final BatchPlan plan;
  private final int microBatchTokens;
  private final ShardGradients gradients;
  private final Workers workers;
  private final Scope scope;
  private final TreeSum tree;

  /**
   * @param gradients owned by the caller
   * @param size parameters of the adapter
   */
  LocalReduction(
      BatchPlan plan,
      TrainingSettings settings,
      ShardGradients gradients,
      Vectors vectors,
      int size) {
    this.plan = plan;
    this.microBatchTokens = settings.microBatchTokens();
    this.gradients = gradients;
    this.workers = new Workers(gradients.sideBySide());
    this.scope = vectors.scope();
    this.tree = new TreeSum(vectors, scope, size, 0, settings.gradientPrecision());
  }

  @Override
  public void use(Tensor parameters_P) {
    gradients.use(parameters_P);
  }

  /** A shard that is being computed. */
  private record Started(Tensor gradient_P, Future<PendingLoss> loss) {}

  /** Shards are added in their order, and not in the order in which they end. */
  @Override
  public Reduced reduce(BatchPlan.Step step) {
    int count = step.shards().size();
    List<PendingLoss> losses = new ArrayList<>(count);
    Deque<Started> running = new ArrayDeque<>();
    int next = 0;
    while (losses.size() < count) {
      while (next < count && running.size() < workers.count()) {
        running.add(start(step, next++));
      }
      Started first = running.remove();
      losses.add(Workers.result(first.loss()));
      tree.add(first.gradient_P());
    }
    return new Reduced(tree.total(), losses);
  }

  private Started start(BatchPlan.Step step, int shard) {
    Tensor gradient_P = tree.vector();
    return new Started(
        gradient_P, workers.start(() -> gradients.add(plan, step, shard, gradient_P)));
  }

  @Override
  public void release(Reduced reduced) {
    tree.release(reduced.gradient_P());
  }

  @Override
  public double loss(List<TrainingExample> samples) {
    List<Integer> all = IntStream.range(0, samples.size()).boxed().toList();
    List<Future<ShardGradients.ShardLoss>> losses = new ArrayList<>();
    for (BatchPlan.MicroBatch batch : BatchPlan.microBatches(samples, all, microBatchTokens)) {
      losses.add(workers.start(() -> gradients.loss(samples, batch)));
    }
    double sum = 0;
    for (Future<ShardGradients.ShardLoss> loss : losses) {
      sum += Workers.result(loss).sum();
    }
    return sum / samples.stream().mapToLong(TrainingExample::targets).sum();
  }

  @Override
  public void close() {
    workers.close();
    scope.close();
  }
}
