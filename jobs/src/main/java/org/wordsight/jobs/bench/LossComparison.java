package org.wordsight.jobs.bench;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.Precision;

/**
 * The distance between two trainings of the same adapter.
 *
 * @param initial the adapter that both began with
 * @param precision decides the bounds
 */
record LossComparison(TrainedSide ours, TrainedSide theirs, Adapter initial, Precision precision) {

  /**
   * The largest differences that are allowed.
   *
   * @param losses of any step
   * @param adapter the distance of the adapters after the last step, divided by the distance from
   *     the initial adapter
   */
  record Bounds(double losses, double adapter) {
    static Bounds of(Precision precision) {
      return switch (precision) {
        case FLOAT32 -> new Bounds(1e-4, 1e-3);
        case BFLOAT16, FLOAT16 -> new Bounds(1e-2, 0.1);
      };
    }
  }

  LossComparison {
    if (ours.losses().size() != theirs.losses().size()) {
      throw new IllegalArgumentException(
          "We have %d losses, the peer has %d"
              .formatted(ours.losses().size(), theirs.losses().size()));
    }
  }

  /** The absolute difference of each step's losses. */
  List<Double> lossDifferences() {
    return differences(ours.losses(), theirs.losses());
  }

  private static List<Double> differences(List<Double> one, List<Double> other) {
    return IntStream.range(0, one.size())
        .mapToObj(i -> Math.abs(one.get(i) - other.get(i)))
        .toList();
  }

  /**
   * The distance of both adapters, divided by the distance of the peer's adapter from the initial
   * one.
   */
  double adapterDistance() {
    return distance(ours.adapter(), theirs.adapter()) / distance(theirs.adapter(), initial);
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

  private double largestLossDifference() {
    return Collections.max(lossDifferences());
  }

  private int worstStep() {
    return lossDifferences().indexOf(largestLossDifference()) + 1;
  }

  /** Whether both differences are within their bounds. */
  boolean holds() {
    Bounds bounds = Bounds.of(precision);
    return largestLossDifference() <= bounds.losses() && adapterDistance() <= bounds.adapter();
  }

  Map<String, Object> facts() {
    Bounds bounds = Bounds.of(precision);
    return Map.of(
        "largest_loss_difference", largestLossDifference(),
        "step_of_largest_loss_difference", worstStep(),
        "loss_bound", bounds.losses(),
        "largest_gradient_norm_difference",
            Collections.max(differences(ours.gradientNorms(), theirs.gradientNorms())),
        "adapter_distance", adapterDistance(),
        "adapter_bound", bounds.adapter(),
        "verdict", holds() ? "within the bounds" : "NOT within the bounds");
  }

  /** One line for people. */
  String verdict() {
    Bounds bounds = Bounds.of(precision);
    return "%s: the losses differ by at most %.2g (step %d; bound %s), and the adapters by %.2g of their change (bound %s)"
        .formatted(
            holds() ? "within the bounds" : "NOT within the bounds",
            largestLossDifference(),
            worstStep(),
            bounds.losses(),
            adapterDistance(),
            bounds.adapter());
  }
}
