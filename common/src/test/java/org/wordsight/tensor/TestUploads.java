package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TestUploads {
  /** A text for a GPU compiles on a CPU, too. */
  @Test
  void haveATextThatCompiles() {
    Kernels.load(Device.CPU, Map.of("device", Device.gpu(1).torchName()), "upload.py").close();
  }

  /** A CPU takes numbers from the heap at once. */
  @Test
  void areNotNeededOnACpu() {
    try (Scope scope = Device.CPU.scope()) {
      long[] numbers = {4, 5, 6};
      Tensor tensor = scope.longs(numbers, 3, 1);
      numbers[0] = 0;
      assertThat(tensor.shape()).containsExactly(3, 1);
      assertThat(tensor.toLongs()).containsExactly(4, 5, 6);
    }
  }
}
