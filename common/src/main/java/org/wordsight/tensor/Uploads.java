package org.wordsight.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Copies numbers from the host to GPUs. The engine's own copy waits until the GPU has done all its
 * earlier work, and the GPU then waits for new work. A copy from pinned memory is put behind the
 * earlier work.
 */
final class Uploads {
  private final Map<Device, Kernels> kernels = new ConcurrentHashMap<>();

  /**
   * A tensor with the numbers of a buffer.
   *
   * @param manager of a GPU, owns the tensor
   */
  NDArray upload(NDManager manager, Buffer numbers, DataType type, Shape shape) {
    Device device = Device.gpu(manager.getDevice().getDeviceId());
    try (NDManager host = NativeEngine.manager(Device.CPU)) {
      Tensor here = new Tensor(host.create(numbers, shape, type));
      return ofDevice(device).infer(new Scope(manager), "uploaded", here).array();
    }
  }

  private Kernels ofDevice(Device device) {
    return kernels.computeIfAbsent(
        device, each -> Kernels.load(each, Map.of("device", each.torchName()), "upload.py"));
  }
}
