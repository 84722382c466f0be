package org.wordsight.train;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;

/**
 * Decides after each epoch, by the validation losses so far, which state becomes the adapter and
 * whether training ends.
 *
 * @param keepBest whether the state with the lowest loss becomes the adapter, and not the last one
 * @param stopEarlyEpochs training ends after so many epochs in a row without a lower loss; with 0
 *     it never ends early
 */
public record EpochChoice(boolean keepBest, int stopEarlyEpochs) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The last state becomes the adapter, and all epochs are trained. */
  public static final EpochChoice LAST = new EpochChoice(false, 0);

  /**
   * @param losses by the last step of each epoch
   */
  boolean ends(SortedMap<Integer, Double> losses) {
    return stopEarlyEpochs > 0
        && !losses.isEmpty()
        && losses.tailMap(best(losses)).size() > stopEarlyEpochs;
  }

  /** The step whose state becomes the adapter. */
  int keptStep(SortedMap<Integer, Double> losses, int lastStep) {
    return keepBest && !losses.isEmpty() ? best(losses) : lastStep;
  }

  /** The step with the lowest loss; the first one if several have it. */
  static int best(SortedMap<Integer, Double> losses) {
    return losses.entrySet().stream()
        .min(Comparator.comparing((Map.Entry<Integer, Double> entry) -> entry.getValue()))
        .orElseThrow()
        .getKey();
  }
}
