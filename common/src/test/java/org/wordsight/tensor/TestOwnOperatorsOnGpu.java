package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsGpu
class TestOwnOperatorsOnGpu {
  @ParameterizedTest
  @ValueSource(strings = {"5", "6", "15"})
  void giveTheSameNumbersAsLibtorchsOperations(String type) {
    assertThat(Device.gpu(0).operatorProblem(type)).isEmpty();
  }
}
