package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestGivenWork {
  @Test
  void hasEndedOnACpu() {
    GivenWork work = GivenWork.to(Device.CPU);
    work.await();
    work.await();
  }

  @Test
  void isRefusedWhereCudaIsNotLoaded() {
    assertThatThrownBy(() -> GivenWork.to(Device.gpu(9_999)))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessage(
            "Cannot give work to gpu:9999: CUDA's runtime library, libcudart, is not loaded, or does not know this GPU. Use another libtorch, or another GPU.");
  }
}
