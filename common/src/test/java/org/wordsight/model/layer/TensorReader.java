package org.wordsight.model.layer;

import java.util.List;
import java.util.Map;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Reads tensors of the CPU through a kernel, since some are transposes of the numbers in memory.
 */
final class TensorReader {
  private TensorReader() {}

  /** The elements of tensors, one tensor after the other. */
  static float[] joined(List<Tensor> tensors) {
    try (Kernels kernels = Kernels.load(Device.CPU, Map.of(), "joined.py");
        Scope scope = Device.CPU.scope()) {
      return kernels.infer(scope, "joined", scope.list(tensors)).toFloats();
    }
  }
}
