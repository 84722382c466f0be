package org.wordsight.train;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.tensor.Tensor;

/**
 * Computes the part of an optimiser step that one logical shard adds. The result depends on plan
 * and parameters alone.
 */
interface ShardGradients extends AutoCloseable {

  /**
   * Sets the adapter for the calls that follow. It is called again, with the same vector, after its
   * content has changed.
   *
   * @param parameters_P a vector on the device that computes
   */
  void use(Tensor parameters_P);

  /**
   * The number of calls of {@link #add} and {@link #loss} that may run at the same time, each on
   * its own thread.
   */
  default int sideBySide() {
    return 1;
  }

  /**
   * Adds the gradient of the shard's part of the step's loss to {@code gradient_P}. That part is
   * the shard's summed negative log-likelihoods, divided by the target tokens of the whole step. A
   * GPU may still compute when this returns.
   */
  PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P);

  /**
   * The same, for callers that use the end of the gradient while its beginning is computed.
   *
   * @param progress called by the thread that computes, on a GPU before it has computed
   */
  default PendingLoss add(
      BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P, Progress progress) {
    PendingLoss loss = add(plan, step, shard, gradient_P);
    progress.finished(0);
    return loss;
  }

  /** Receives the progress of a gradient. */
  @FunctionalInterface
  interface Progress {
    /** The numbers of the gradient from a place on are finished. The last call has the place 0. */
    void finished(int from);
  }

  /** The summed negative log-likelihoods of samples, without dropout and without a gradient. */
  ShardLoss loss(List<TrainingExample> examples, BatchPlan.MicroBatch batch);

  @Override
  void close();

  /**
   * @param sum of the target tokens' negative log-likelihoods
   * @param notFinite indices of samples whose loss is not a finite number
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
