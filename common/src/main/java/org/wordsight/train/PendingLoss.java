package org.wordsight.train;

import java.util.List;
import org.wordsight.train.ShardGradients.ShardLoss;

/** A loss that a device may still compute. */
@FunctionalInterface
interface PendingLoss {
  /** Waits for the loss. It is called once, by any thread. */
  ShardLoss await();

  static PendingLoss sum(List<PendingLoss> parts) {
    List<PendingLoss> all = List.copyOf(parts);
    return () -> ShardLoss.sum(all.stream().map(PendingLoss::await).toList());
  }
}
