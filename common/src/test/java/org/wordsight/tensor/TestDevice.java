package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestDevice {
  /** No machine has so many. */
  private static final Device ABSENT = Device.gpu(9999);

  @Test
  void isReadFromItsOwnText() {
    assertThat(Device.read("cpu")).contains(Device.CPU);
    assertThat(Device.read("gpu:0")).contains(Device.gpu(0));
    assertThat(Device.read("gpu:12")).contains(Device.gpu(12));
    assertThat(Device.read(Device.gpu(3).toString())).contains(Device.gpu(3));
  }

  @Test
  void hasAnotherNameInTorch() {
    assertThat(Device.CPU.torchName()).isEqualTo("cpu");
    assertThat(Device.gpu(3).torchName()).isEqualTo("cuda:3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "gpu:", "gpu:-1", "gpu:01", "gpu:12345", "cuda:0", "CPU"})
  void isNotReadFromAnotherText(String text) {
    assertThat(Device.read(text)).isEmpty();
  }

  @Test
  void refusesAGpuThatTheLibraryCannotUse() {
    assertThatThrownBy(ABSENT::requireUsable)
        .isInstanceOf(WordsightException.class)
        .hasMessageMatching(
            "Cannot compute on gpu:9999: [^.]+\\. Use the CPU, or a machine with this GPU and a"
                + " libtorch for CUDA \\(PYTORCH_LIBRARY_PATH, PYTORCH_FLAVOR\\)\\.")
        .extracting(failure -> ((WordsightException) failure).exitCode())
        .isEqualTo(ExitCode.DEVICE);
    assertThatCode(Device.CPU::requireUsable).doesNotThrowAnyException();
  }

  @Test
  void skipsTestsThatNeedAGpuAndSaysWhatIsMissing() {
    assertThat(NeedsGpu.Condition.of(Optional.empty()).isDisabled()).isFalse();
    assertThat(NeedsGpu.Condition.of(ABSENT.problem()).isDisabled()).isTrue();
    assertThat(NeedsGpu.Condition.of(Optional.of("no CUDA")).getReason())
        .contains("no GPU to test on: no CUDA");
  }
}
