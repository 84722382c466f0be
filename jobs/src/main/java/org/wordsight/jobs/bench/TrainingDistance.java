package org.wordsight.jobs.bench;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.ModuleId;

/**
 * How far a training is from another one of the same adapter on the same samples.
 *
 * @param losses the absolute difference of each step's losses; NaN where a loss is not a number
 * @param gradientNorms the largest absolute difference of a step's gradient norms
 * @param adapter the distance between the trained adapters, divided by the distance of the other
 *     one from the initial adapter
 */
record TrainingDistance(List<Double> losses, double gradientNorms, double adapter) {

  TrainingDistance {
    losses = List.copyOf(losses);
  }

  /**
   * @param from the training that the distance is measured from
   * @param initial the adapter that both began with
   */
  static TrainingDistance between(TrainedSide one, TrainedSide from, Adapter initial) {
    if (one.losses().size() != from.losses().size()) {
      throw new IllegalArgumentException(
          "One training has %d losses, the other %d"
              .formatted(one.losses().size(), from.losses().size()));
    }
    return new TrainingDistance(
        differences(one.losses(), from.losses()),
        Collections.max(differences(one.gradientNorms(), from.gradientNorms())),
        distance(one.adapter(), from.adapter()) / distance(from.adapter(), initial));
  }

  private static List<Double> differences(List<Double> one, List<Double> other) {
    return IntStream.range(0, one.size())
        .mapToObj(i -> Math.abs(one.get(i) - other.get(i)))
        .toList();
  }

  private static double distance(Adapter one, Adapter other) {
    double sum = 0;
    for (ModuleId module : one.modules()) {
      sum += squares(one.a(module), other.a(module)) + squares(one.b(module), other.b(module));
    }
    return Math.sqrt(sum);
  }

  private static double squares(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = (double) one[i] - other[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** NaN if one of the losses is. */
  double largestLoss() {
    return Collections.max(losses);
  }

  /** The step with the largest difference of losses, counted from 1. */
  int worstStep() {
    return losses.indexOf(largestLoss()) + 1;
  }

  /** Whether the losses and the adapter are no farther away than the bounds; never with a NaN. */
  boolean within(LossComparison.Bounds bounds) {
    return largestLoss() <= bounds.losses() && adapter <= bounds.adapter();
  }
}
