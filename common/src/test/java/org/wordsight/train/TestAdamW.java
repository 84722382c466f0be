package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.Schedule;

class TestAdamW {
  private static final Offset<Float> ULPS = within(1e-7f);

  /** Values of torch.optim.AdamW 2.7.1, float32, lr 0.1 then 0.05, no weight decay. */
  @Test
  void followsTorch() {
    AdamW optimizer = new AdamW(3);
    float[] parameters = {1f, -2f, 0.5f};
    optimizer.update(parameters, new float[] {0.3f, -1e-4f, 0f}, 0.1, 1);
    assertThat(parameters).containsExactly(new float[] {0.9f, -1.90001f, 0.5f}, ULPS);
    optimizer.update(parameters, new float[] {-0.1f, 2e-3f, 1f}, 0.05, 2);
    assertThat(parameters).containsExactly(new float[] {0.8799891f, -1.935498f, 0.46279317f}, ULPS);
  }

  @Test
  void warmsUpAndFallsAsHuggingFace() {
    LearningRate rate = new LearningRate(Schedule.LINEAR, 1e-3, 2, 10);
    assertThat(rate.at(0)).isZero();
    assertThat(rate.at(1)).isEqualTo(5e-4);
    assertThat(rate.at(2)).isEqualTo(1e-3);
    assertThat(rate.at(9)).isCloseTo(1.25e-4, within(1e-18));
  }

  @Test
  void startsAtThePeakWithoutWarmup() {
    LearningRate rate = new LearningRate(Schedule.LINEAR, 2e-5, 0, 4);
    assertThat(rate.at(0)).isEqualTo(2e-5);
    assertThat(rate.at(3)).isCloseTo(5e-6, within(1e-20));
    assertThat(new LearningRate(Schedule.CONSTANT, 2e-5, 0, 4).at(3)).isEqualTo(2e-5);
  }

  @Test
  void clipsToTheNormAsTorch() {
    float[] gradient = {3, 4};
    double norm = GradientNorm.of(gradient);
    assertThat(norm).isEqualTo(5);
    GradientNorm.clip(gradient, norm, 1.0);
    assertThat(gradient).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
    float[] small = {0.3f, 0.4f};
    GradientNorm.clip(small, GradientNorm.of(small), 1.0);
    assertThat(small).containsExactly(0.3f, 0.4f);
  }
}
