package org.wordsight.train;

import java.util.List;
import org.wordsight.tensor.Tensor;

/**
 * Computes the shards of a step, on one or several workers, and sums their gradients in a fixed
 * tree. The sum has the same bits for every distribution of shards.
 */
interface Reduction extends AutoCloseable {

  /** Gives the adapter to all that compute; see {@link ShardGradients#use}. */
  void use(Tensor parameters_P);

  /** The sum of the step's shards. A GPU may still compute when this returns. */
  Reduced reduce(BatchPlan.Step step);

  /** Gives back the memory of a sum. */
  void release(Reduced reduced);

  /** The mean negative log-likelihood of the target tokens of samples. */
  double loss(List<TrainingExample> samples);

  @Override
  void close();

  /**
   * @param gradient_P of the step's loss
   * @param losses of the shards, in their order
   */
  record Reduced(Tensor gradient_P, List<PendingLoss> losses) {
    /** Waits for the loss of all shards, summed in the same tree as the gradient. */
    ShardGradients.ShardLoss awaitLoss() {
      List<ShardGradients.ShardLoss> shards = losses.stream().map(PendingLoss::await).toList();
      double[] sums = shards.stream().mapToDouble(ShardGradients.ShardLoss::sum).toArray();
      for (int width = 1; width < sums.length; width *= 2) {
        for (int i = 0; i < sums.length; i += 2 * width) {
          sums[i] += sums[i + width];
        }
      }
      return new ShardGradients.ShardLoss(
          sums[0], shards.stream().flatMap(shard -> shard.notFinite().stream()).toList());
    }
  }
}
