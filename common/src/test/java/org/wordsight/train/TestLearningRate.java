package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.Schedule;

class TestLearningRate {

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
}
