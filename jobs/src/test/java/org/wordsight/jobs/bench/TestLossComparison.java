package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.jobs.bench.LossComparison.InBfloat16;
import org.wordsight.jobs.bench.LossComparison.InFloat32;
import org.wordsight.jobs.bench.LossComparison.Outcome;

class TestLossComparison {
  private static final TrainingDistance NEAR = distance(0.009, 0.09);
  private static final TrainingDistance FAR = distance(0.02, 0.2);
  private static final TrainingDistance PEER = distance(0.03, 0.15);
  private static final TrainingDistance EAGER = distance(0.01, 0.25);
  private static final TrainingDistance OWN = distance(0.04, 0.3);

  private static TrainingDistance distance(double losses, double adapter) {
    return new TrainingDistance(List.of(0.0, losses, 0.0), 0.5, adapter);
  }

  private static LossComparison inBfloat16(TrainingDistance fromPeer, TrainingDistance ours) {
    return new InBfloat16(fromPeer, ours, PEER, EAGER, OWN);
  }

  @Test
  void holdsInFloat32WithinTheBounds() {
    LossComparison comparison = new InFloat32(distance(1e-4, 1e-3));
    assertThat(comparison.outcome()).isEqualTo(Outcome.WITHIN_BOUNDS);
    assertThat(comparison.outcome().holds()).isTrue();
    assertThat(comparison.verdict())
        .isEqualTo(
            "within the bounds: the losses differ from PEFT's by at most 0.000100 (step 2; bound 1.0E-4), and the adapters by 0.00100 of their change (bound 0.001)");
    assertThat(comparison.lossDifferences()).containsExactly(0.0, 1e-4, 0.0);
  }

  @Test
  void failsInFloat32BeyondEitherBound() {
    assertThat(new InFloat32(distance(1.01e-4, 1e-3)).outcome()).isEqualTo(Outcome.WRONG);
    LossComparison adapters = new InFloat32(distance(1e-4, 1.01e-3));
    assertThat(adapters.outcome().holds()).isFalse();
    assertThat(adapters.verdict())
        .startsWith("NOT within the bounds: the losses differ from PEFT's by");
    assertThat(adapters.facts())
        .containsEntry("verdict", "NOT within the bounds")
        .containsEntry("loss_bound", 1e-4)
        .containsEntry("adapter_bound", 1e-3);
  }

  @Test
  void holdsInBfloat16WithinTheBounds() {
    LossComparison comparison = inBfloat16(NEAR, distance(0.5, 0.5));
    assertThat(comparison.outcome()).isEqualTo(Outcome.WITHIN_BOUNDS);
    assertThat(comparison.verdict())
        .startsWith(
            "within the bounds: the losses differ from PEFT's by at most 0.00900 (step 2; bound 0.01), and the adapters by 0.0900 of their change (bound 0.1). From PEFT's training in float32, our losses");
  }

  @Test
  void holdsInBfloat16AsNearToFloat32AsPeft() {
    LossComparison comparison = inBfloat16(FAR, distance(0.044, 0.375));
    assertThat(comparison.outcome()).isEqualTo(Outcome.NEAR_FLOAT32);
    assertThat(comparison.outcome().holds()).isTrue();
    assertThat(comparison.verdict())
        .isEqualTo(
            "as near to a training in float32 as PEFT's own trainings: the losses differ from PEFT's by at most 0.0200 (step 2; bound 0.01), and the adapters by 0.200 of their change (bound 0.1). From PEFT's training in float32, our losses differ by at most 0.0440 (bound 0.0450), PEFT's by 0.0300, and by 0.0100 with plain attention; our adapter by 0.375 of its change (bound 0.375), PEFT's by 0.150 and 0.250");
    assertThat(comparison.facts())
        .containsEntry("largest_loss_difference", 0.02)
        .containsEntry("adapter_distance", 0.2)
        .containsEntry("loss_difference_from_float32", 0.044)
        .containsEntry("adapter_distance_from_float32", 0.375)
        .containsEntry("loss_bound_from_float32", 1.5 * 0.03)
        .containsEntry("adapter_bound_from_float32", 0.375)
        .containsEntry("peer_loss_difference_from_float32", 0.03)
        .containsEntry("peer_adapter_distance_from_float32", 0.15)
        .containsEntry("eager_loss_difference_from_float32", 0.01)
        .containsEntry("eager_adapter_distance_from_float32", 0.25)
        .containsEntry("peer_own_loss_difference", 0.04)
        .containsEntry("peer_own_adapter_distance", 0.3)
        .containsEntry("verdict", "as near to a training in float32 as PEFT's own trainings");
  }

  @Test
  void failsInBfloat16WithLossesTooFarFromFloat32() {
    LossComparison comparison = inBfloat16(distance(0.011, 0.1), distance(0.0451, 0.1));
    assertThat(comparison.outcome()).isEqualTo(Outcome.WRONG);
    assertThat(comparison.verdict())
        .startsWith(
            "NOT within the bounds, and too far from a training in float32: the losses differ from PEFT's by at most 0.0110");
  }

  @Test
  void failsInBfloat16WithAnAdapterTooFarFromFloat32() {
    LossComparison comparison = inBfloat16(distance(0.01, 0.11), distance(0.01, 0.376));
    assertThat(comparison.outcome()).isEqualTo(Outcome.WRONG);
    assertThat(comparison.facts()).containsEntry("verdict", "NOT within the bounds");
  }

  @Test
  void failsWhereLossesHoldInOneWayAndAdaptersInTheOther() {
    assertThat(inBfloat16(distance(0.009, 0.2), distance(0.05, 0.2)).outcome())
        .isEqualTo(Outcome.WRONG);
  }

  @Test
  void failsWithLossesThatAreNotNumbers() {
    TrainingDistance none = distance(Double.NaN, Double.NaN);
    assertThat(new InFloat32(none).outcome()).isEqualTo(Outcome.WRONG);
    assertThat(inBfloat16(none, none).outcome()).isEqualTo(Outcome.WRONG);
    assertThat(new InBfloat16(FAR, FAR, none, none, none).outcome()).isEqualTo(Outcome.WRONG);
  }
}
