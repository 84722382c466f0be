package org.wordsight.train;

import java.util.ArrayList;
import java.util.List;

/** What one logical shard adds to an optimiser step; a function of plan and parameters alone. */
interface ShardGradients extends AutoCloseable {

  /** Sets the adapter that the following calls are about. */
  void use(float[] parameters);

  /** How many calls of {@link #add} and {@link #loss} may run at once, on threads of their own. */
  default int sideBySide() {
    return 1;
  }

  /**
   * Adds the gradient of the shard's part of the step's loss (its summed negative log-likelihoods
   * by the target tokens of the whole step) to {@code gradient}.
   */
  ShardLoss add(BatchPlan plan, BatchPlan.Step step, int shard, float[] gradient);

  /** Summed negative log-likelihoods of samples, without dropout and without a gradient. */
  ShardLoss loss(List<TrainingExample> examples, BatchPlan.MicroBatch batch);

  @Override
  void close();

  /**
   * @param sum of the target tokens' negative log-likelihoods
   * @param notFinite indices of samples whose loss is no finite number
   */
  record ShardLoss(double sum, List<Integer> notFinite) {
    public ShardLoss {
      notFinite = List.copyOf(notFinite);
    }

    static ShardLoss sum(List<ShardLoss> parts) {
      double sum = 0;
      List<Integer> notFinite = new ArrayList<>();
      for (ShardLoss part : parts) {
        sum += part.sum();
        notFinite.addAll(part.notFinite());
      }
      return new ShardLoss(sum, notFinite);
    }
  }
}
