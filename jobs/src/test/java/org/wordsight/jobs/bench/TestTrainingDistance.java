package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.layer.Projection;

class TestTrainingDistance {
  private static final AdapterLayout LAYOUT =
      new AdapterLayout(
          new LanguageShape("llama", 1, 1, 1, 1, 1), 1, List.of(new ModuleId(0, Projection.QUERY)));
  private static final Adapter INITIAL = adapter(1, 0);

  private static Adapter adapter(float a, float b) {
    return new Adapter(LAYOUT, 16, new float[] {a, b});
  }

  private static TrainedSide side(List<Double> losses, Adapter adapter) {
    return new TrainedSide(losses, losses.stream().map(loss -> 10 * loss).toList(), adapter);
  }

  @Test
  void comparesEachStepAndTheTrainedAdapters() {
    TrainingDistance distance =
        TrainingDistance.between(
            side(List.of(3.0, 2.0, 1.0), adapter(4, 2)),
            side(List.of(3.0, 2.5, 0.75), adapter(1, -2)),
            INITIAL);
    assertThat(distance.losses()).containsExactly(0.0, 0.5, 0.25);
    assertThat(distance.largestLoss()).isEqualTo(0.5);
    assertThat(distance.worstStep()).isEqualTo(2);
    assertThat(distance.gradientNorms()).isEqualTo(5);
    assertThat(distance.adapter())
        .as("the distance is 5, and the other adapter has gone by 2")
        .isEqualTo(2.5);
  }

  @Test
  void isFartherThanAnythingWithALossThatIsNotANumber() {
    TrainingDistance distance =
        TrainingDistance.between(
            side(List.of(3.0, Double.NaN), adapter(1, 1)),
            side(List.of(3.0, 2.0), adapter(1, 1)),
            INITIAL);
    assertThat(distance.worstStep()).isEqualTo(2);
    assertThat(distance.within(new LossComparison.Bounds(1e9, 1e9))).isFalse();
  }

  @Test
  void refusesTrainingsOfOtherLengths() {
    assertThatThrownBy(
            () ->
                TrainingDistance.between(
                    side(List.of(3.0, 2.0), INITIAL), side(List.of(3.0), INITIAL), INITIAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("One training has 2 losses, the other 1");
  }
}
